/* Browsers slow down the timers of a page that is not in sight, but not those of a worker: danger rings there too. */
"use strict";
setInterval(() => postMessage(0), 1500);

"""Renditions: what people are shown of a file. Drawn once, when it arrives, in a worker process with limits.

A rendition has nothing of the place, the time or the device: pictures are drawn anew, everything else is stripped of
its metadata. The very bytes that were sent are never part of one.
"""

from models.renditions.drawn import JPEG, NotDrawn, Rendition
from models.renditions.renderer import Renderer, RendererDown

__all__ = ["JPEG", "NotDrawn", "Renderer", "RendererDown", "Rendition"]

"""The calendar: holiday notices brought in, and the open dates that are counted again after one."""

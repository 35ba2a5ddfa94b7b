"""The responsibility list (责任清单): which unit answers for what, where. It suggests; a person confirms."""

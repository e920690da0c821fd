"""Who changed what, from what to what, when and from where: the timeline, its words and its export."""

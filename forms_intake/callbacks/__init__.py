"""What Lark tells us (lark.md sections 2.5 and 2.6): presses on cards, and words to the robot."""

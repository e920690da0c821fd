"""How a slip begins: by a poster's code, by a personal link, or by a family that is signed in."""

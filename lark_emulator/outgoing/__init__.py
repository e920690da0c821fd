"""What Lark sends to us: card actions and events, only ever to this machine."""

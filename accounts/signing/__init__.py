"""Ways in: what allauth leaves to us about e-mail, telephone, codes and Google."""

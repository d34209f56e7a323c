"""What stands between the page and the network: who may ask, how much, by which routes; health, figures and log."""

"""What the product costs on this machine, as ratios to what the machine can do at all."""

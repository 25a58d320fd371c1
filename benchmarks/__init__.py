"""What we claim about speed, re-runnable; each file takes `--quick` and ends with one line a claim."""

"""Questions in plain English: what is asked, which facts fit, and how the answer begins."""

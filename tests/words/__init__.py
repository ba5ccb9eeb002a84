"""Whether somebody of eleven can read what a patient sees: the measure, where the sentences stand, what may be hard."""

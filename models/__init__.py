"""Learned judgement: source, not artefacts. Trained bundles live under ``var/``."""

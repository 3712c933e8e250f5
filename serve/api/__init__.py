"""What can another system ask? One file for each subject; ``router`` puts them together under ``/api/v1``."""

from serve.api.router import api_router

__all__ = ["api_router"]

"""May a newly trained model take the place of the one in use? Every check with its figure, its limit and its reason."""

from pipelines.gate.judging import judge
from pipelines.gate.trial import Trial

__all__ = ["Trial", "judge"]

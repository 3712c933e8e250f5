"""What do the labels teach a line of the score alone, with the size that validation chose? Learned anew in a second.

The fitted models of a training are gone once it has been written; the report says which size they had. The booster
corrects the line by less than what is asked of single judges, so the line stands for the score.
"""

from dataclasses import dataclass

from models.boosting import Boosting, Design
from models.fit_category import CategorySize, cross_scores
from models.fit_scale_link import fit_scale_link
from models.labels import Labels
from models.ordinal import Floats
from pipelines.gate.trial import Trial


@dataclass(frozen=True, slots=True, kw_only=True)
class Taught:
    """The facts of the cases that taught, their labels, and the line's size."""

    design: Design
    labels: Labels
    size: CategorySize

    @classmethod
    def of(cls, trial: Trial) -> "Taught":
        """Lay out what a challenger was taught."""
        frame, develop = trial.challenger.bundle.frame, trial.challenger.parts.develop
        penalty = float(trial.challenger.report["sizes"]["category"]["penalty"])
        return cls(
            design=Design(X=frame.rows(develop.cases), signs=frame.signs),
            labels=develop.labels,
            size=CategorySize(penalty=penalty, boosting=Boosting(trees=0)),
        )

    def unseen(self) -> Floats:
        """Return each label's chances (labels x categories) by a line that did not see its case."""
        score = cross_scores(self.design, self.labels, self.size)[self.labels.rows]
        return fit_scale_link(score, self.labels).probabilities(score)

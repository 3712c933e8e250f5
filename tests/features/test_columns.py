"""Column by column or case by case: which derived features there are is the same question."""

from features.catalogue import CATALOGUE
from features.catalogue_columns import COLUMN_CATALOGUE


def test_every_derived_feature_can_be_computed_both_ways() -> None:
    assert COLUMN_CATALOGUE.keys() == CATALOGUE.keys()
    for name, function in COLUMN_CATALOGUE.items():
        assert function.__name__ == name

import pytest

from desktop.train.epoch_log import wording
from desktop.workspace.run.epoch_log import LogLine, LogTone


@pytest.mark.parametrize(
    ("line", "figures"),
    [
        (
            LogLine(3, "", LogTone.PLAIN, 0.31234, 0.2, 0.91, 0.945),
            ("0.3123", "0.2000", "94.5\u00a0%"),
        ),
        (LogLine(3, "", LogTone.PLAIN, 0.3, None, 0.91, None), ("0.3000", "–", "91.0\u00a0%")),
        (LogLine(3, "", LogTone.PLAIN, 123.45, 1e9, 0.1, 0.1), ("123.5", "1.0·10⁹", "10.0\u00a0%")),
        (LogLine(3, "the rate", LogTone.PLAIN), ("", "", "")),
    ],
)
def test_figures_of_a_line(line: LogLine, figures: tuple[str, str, str]) -> None:
    assert wording.figures(line) == figures


def test_lines_as_a_table() -> None:
    lines = [
        LogLine(1, "After the first epoch.", LogTone.PLAIN, 0.5, 0.4, 0.8, 0.85),
        LogLine(2, "The rate.", LogTone.PLAIN),
    ]
    assert wording.as_table(lines) == (
        "Epoch\tWhat happened\tTraining loss\tValidation loss\tTraining accuracy\t"
        "Validation accuracy\tNon-digits refused\n"
        "1\tAfter the first epoch.\t0.5\t0.4\t0.8\t0.85\t\n"
        "2\tThe rate.\t\t\t\t\t\n"
    )


def test_a_line_is_spoken_with_its_epoch() -> None:
    assert wording.spoken(LogLine(1_234, "Less.", LogTone.GOOD)) == "Epoch 1,234. Less."

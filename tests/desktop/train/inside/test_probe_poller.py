"""The run under way is looked into while the drawer is in sight, however it came to be."""

from nncore.recipes.recipe import Recipe
from tests.desktop.train.tab_hands import Hands


def wait_for_probes(hands: Hands) -> None:
    model = hands.tab.inside.model
    seen = model.step or 0
    hands.qtbot.waitUntil(lambda: (model.step or 0) > seen, timeout=20_000)


def test_a_run_is_probed_as_soon_as_the_drawer_opens(hands: Hands, long: Recipe) -> None:
    hands.start(long)
    hands.click("inside_toggle")
    wait_for_probes(hands)
    wait_for_probes(hands)


def test_a_run_started_from_another_tab_is_probed_once_the_drawer_is_in_sight_again(
    hands: Hands, long: Recipe
) -> None:
    hands.click("inside_toggle")
    hands.tab.hide()
    hands.tab.form.set_recipe(long)
    hands.tab.actions_of_run.start.trigger()
    hands.wait_for_steps(1)
    hands.tab.show()
    wait_for_probes(hands)
    wait_for_probes(hands)

"""A token that is refused in mid-print: another one is asked for, while it is needed."""

from homeassistant.config_entries import SOURCE_REAUTH
from tests.support.house import House


async def test_refused_token_asks_for_another_once(printing: House) -> None:
    printing.ml.token = "secret"

    await printing.let_pass(120, step=5)

    (flow,) = printing.hass.config_entries.flow.async_progress()
    assert flow["context"]["source"] == SOURCE_REAUTH


async def test_another_token_is_tried_at_once(printing: House) -> None:
    printing.ml.token = "secret"
    await printing.checks(4)
    (flow,) = printing.hass.config_entries.flow.async_progress()

    await printing.hass.config_entries.flow.async_configure(
        flow["flow_id"], {"token": "secret"}
    )
    await printing.settle()

    assert printing.watch_state == "watching"


async def test_nobody_is_asked_for_a_token_that_is_accepted_again(
    printing: House,
) -> None:
    printing.ml.token = "secret"
    await printing.checks(4)
    assert printing.hass.config_entries.flow.async_progress()

    printing.ml.token = None
    await printing.let_pass(65, step=5)

    assert printing.watch_state == "watching"
    assert not printing.hass.config_entries.flow.async_progress()


async def test_nobody_is_asked_for_a_token_that_was_changed_while_idle(
    printing: House,
) -> None:
    printing.ml.token = "secret"
    await printing.checks(4)
    await printing.printer_says("idle")
    assert printing.entry is not None

    printing.hass.config_entries.async_update_entry(
        printing.entry, data={**printing.entry.data, "token": "secret"}
    )
    await printing.hass.async_block_till_done(wait_background_tasks=True)

    assert not printing.hass.config_entries.flow.async_progress()

"""What a failing print leads to.

To be read in this order:

- `incident`, `options`, `controls`: what an incident is, and what may be done about it
- `gate`: which verdicts open one; `book`: the latest ones; `ledger`: every change of them
- `desk`: opens and closes them; `resume_watch`, `closing`: how they end
- `dispatcher`, `response`, `power`, `custom_actions`: what is done; `console`: what was pressed
- `orders`, `answers`: what a person does
- `teller`, `telling`, `incident_words`, `notification`, `targets`, `outbox`: who is told what
- `recent_frames`, `evidence`, `album*`, `annotate`: what it looked like
- `owner`: the coordinator, as all of these know it
"""

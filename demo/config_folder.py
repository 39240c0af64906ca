"""The configuration folder of the demo's Home Assistant, made anew at each start."""

import json
from pathlib import Path
import shutil
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
INTEGRATIONS = (
    ROOT / "custom_components" / "obico_detection",
    ROOT / "demo" / "custom_components" / "simulated_printer",
)

CONFIGURATION = """\
homeassistant:
  name: Print room
  time_zone: UTC
  latitude: 0
  longitude: 0
  elevation: 0
  unit_system: metric
  currency: EUR
  country: DE
  language: en
  internal_url: http://127.0.0.1:{port}

automation: !include automations.yaml
frontend:
history:
logbook:
mobile_app:
recorder:
  commit_interval: 1
logger:
  default: warning
  logs:
    custom_components.obico_detection: {log_level}
"""

DASHBOARD = """
lovelace:
  dashboards:
    print-room:
      mode: yaml
      title: Print room
      icon: mdi:printer-3d
      show_in_sidebar: true
      filename: print-room.yaml
"""


def write_config(
    folder: Path,
    port: int,
    *,
    dashboard: dict[str, Any] | None = None,
    log_level: str = "info",
) -> None:
    """Write a folder that Home Assistant starts from on 127.0.0.1, without questions."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "custom_components").mkdir(parents=True)
    for integration in INTEGRATIONS:
        (folder / "custom_components" / integration.name).symlink_to(integration)
    text = CONFIGURATION.format(port=port, log_level=log_level)
    if dashboard is not None:
        text += DASHBOARD
        # JSON is YAML.
        (folder / "print-room.yaml").write_text(json.dumps(dashboard, indent=1))
    (folder / "configuration.yaml").write_text(text)
    # Automations that are made in the user interface go here.
    (folder / "automations.yaml").write_text("[]\n")
    # Not in YAML: a port given there is only tried out for five minutes.
    _store(folder, "http", 2, 2, _http(port))
    # The rest of the onboarding would set up services on the internet.
    _store(
        folder,
        "onboarding",
        4,
        1,
        {"done": ["core_config", "analytics", "integration"]},
    )


def _http(port: int) -> dict[str, Any]:
    """Return the stored settings of Home Assistant's web server."""
    return {
        "stable": {
            "server_host": ["127.0.0.1"],
            "server_port": port,
            "cors_allowed_origins": [],
            "login_attempts_threshold": -1,
            "ip_ban_enabled": True,
            "ssl_profile": "modern",
            "use_x_frame_options": True,
            "created_at": "2026-01-01T00:00:00+00:00",
            "error": None,
            "error_message": None,
        },
        "pending": None,
        "yaml_migration_done": True,
    }


def _store(folder: Path, key: str, version: int, minor: int, data: Any) -> None:
    """Write one of Home Assistant's storage files."""
    storage = folder / ".storage"
    storage.mkdir(exist_ok=True)
    content = {"version": version, "minor_version": minor, "key": key, "data": data}
    (storage / key).write_text(json.dumps(content))

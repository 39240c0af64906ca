"""What each known integration puts into the registries, written down from its source.

One line an entity: its role, domain, unique id and, after "=", its translation key; "~" is
what the unique ids have in common, and a key alone is "=". Entities that are easily taken
for one of ours have "-" for a role; what a person has to enable first is enabled here. The
first line is the platform and what the device is called by there; "account" is said of a
config entry that has many printers.
"""

from dataclasses import dataclass
import re
from typing import Any

from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.obico_detection.printer.profiles import Role
from tests.printer.registry import Added, Registries, Row

_LINE = re.compile(
    r"(?P<role>\S+) (?P<off>off )?(?P<domain>\w+) (?P<unique_id>.+?)(?: =(?P<key>.*))?"
)


@dataclass(frozen=True)
class KnownPrinter:
    """A printer of one integration."""

    profile: str
    platform: str
    identifier: str
    account: bool
    entities: dict[Role, Row]
    others: list[Row]

    def add_to(
        self,
        registries: Registries,
        number: int = 1,
        entry: MockConfigEntry | None = None,
        **device: Any,
    ) -> tuple[Added, dict[Role, str]]:
        """Put such a printer into the registries; return its entities by role, too."""
        added = registries.add(
            self.platform,
            # The others first, so that nothing is found by coming first.
            [*self.others, *self.entities.values()],
            number=number,
            identifier=self.identifier,
            entry=entry,
            **device,
        )
        entity_ids = added.entity_ids[len(self.others) :]
        return added, dict(zip(self.entities, entity_ids, strict=True))


def _read(profile: str, text: str) -> KnownPrinter:
    """Return the printer that a text describes."""
    head, *lines = [line.strip() for line in text.strip().splitlines()]
    platform, identifier, prefix, *account = head.split("; ")
    entities: dict[Role, Row] = {}
    others: list[Row] = []
    for line in lines:
        found = _LINE.fullmatch(line)
        assert found, line
        end = found["unique_id"]
        unique_id = end.replace("~", prefix)
        key = found["key"]
        row = Row(
            found["domain"],
            unique_id,
            # No letter after "=": the key is the end of the unique id.
            end.removeprefix("~") if key == "" else key and key.strip(),
            disabled=bool(found["off"]),
        )
        if found["role"] == "-":
            others.append(row)
        else:
            entities[Role(found["role"])] = row
    return KnownPrinter(
        profile, platform, identifier, account == ["account"], entities, others
    )


_ANYCUBIC = """
    status sensor ~job_state =
    pause button ~pause_print =
    resume button ~resume_print =
    stop button ~cancel_print =
    - image ~job_image_url =
    - sensor ~current_status =
    job_name sensor ~job_name =
"""
_FLASHFORGE_OLD = """
    camera camera ~camera
    status sensor ~status
    pause button ~pause
    resume button ~continue
    stop button ~abort
    light light ~light
    job_name sensor ~file
"""

_TEXTS = {
    "octoprint": """octoprint; {unique}; -{unique}
        camera camera {unique}
        status sensor Current State~ = status
        pause button Pause Job~
        resume button Resume Job~
        stop button Stop Job~
        - binary_sensor Printing~
        - binary_sensor Printing Error~
        - sensor Start Time~
        job_name sensor Current File~ = file_name
        - button Shutdown System~
    """,
    "octoprint_mqtt": """mqtt; AB12C{number}; {identifier}_; account
        status sensor ~PRINTING_S
        pause switch ~PAUSE
        stop button ~CANCEL
        power switch ~PSU
        - binary_sensor ~PRINTING
        - sensor ~SLICING_P
        job_name sensor ~PRINTING_F
        - button ~STOP
        - button ~SHUTDOWN
        - switch ~CAMERA_SNAPSHOT
    """,
    "simplyprint": """simplyprint; printer_50{number}; simplyprint_50{number}_; account
        status sensor ~status =
        pause button ~pause =
        resume button ~resume =
        stop button ~cancel =
        job_name sensor ~job_name =
        - image ~print_render =
        - binary_sensor ~printing =
    """,
    "prusalink": """prusalink; {entry_id}; {entry_id}_
        status sensor ~printer.state = printer_state
        pause button ~job.pause_job = pause_job
        resume button ~job.resume_job = resume_job
        stop button ~printer.cancel_job = cancel_job
        - camera ~job_preview =
        job_name sensor ~job.filename = filename
        - sensor ~job.start = print_start
        - button ~job.continue_job = continue_job
    """,
    "prusa_connect": """prusa_connect; uuid-{number}; {identifier}_; account
        camera camera ~camera_81
        status sensor ~state =
        pause button ~pause_print =
        resume button ~resume_print =
        stop button ~stop_print =
        job_name sensor ~current_job =
        - sensor ~job_state =
        - image ~print_preview =
        - binary_sensor ~printing =
    """,
    "bambu_lab": """bambu_lab; {unique}; {unique}_
        camera camera ~camera =
        status sensor ~print_status =
        job_marker sensor ~start_time =
        job_name sensor ~subtask_name =
        pause button ~pause =
        resume button ~resume =
        stop button ~stop =
        light light ~chamber_light =
        - switch ~camera =
        - image ~cover_image =
        - image ~pick_image =
        - light ~heatbed_light =
        - sensor ~stage =
    """,
    "moonraker": """moonraker; {entry_id}; {entry_id}_
        camera camera ~webcam_0
        status sensor ~print_state
        pause button ~pause_print
        resume button ~resume_print
        stop button ~cancel_print
        light light ~neopixel chamber_light
        power switch ~Printer PSU
        - camera ~thumbnail
        - sensor ~state
        - sensor ~idle_timeout_state
        job_name sensor ~filename
        - sensor ~total_jobs
        - button ~emergency_stop
        - button ~host_shutdown
        - off button ~PAUSE
        - light ~neopixel toolhead
        - switch ~output_pin power_relay
        - switch ~Printer Light
    """,
    "snapmaker_u1": """snapmaker_u1; {host}; {host}_
        camera camera ~webcam
        status sensor ~print_state =
        pause button ~pause_print =
        resume button ~resume_print =
        stop button ~cancel_print =
        job_name sensor ~filename =
        light switch ~work_light =
    """,
    "snapmaker": """snapmaker; {host}; {host}_
        status sensor ~status
        job_name sensor ~file_name
        - sensor ~progress
    """,
    "duet3d": """duet3d; {unique}; -{entry_id}
        status sensor Current State~
        - camera {entry_id}
        - binary_sensor Printing~
        job_name sensor File Name~
    """,
    "elegoo_printer": """elegoo_printer; machine{number}; {identifier}_
        camera camera ~chamber_camera
        status sensor ~print_status =
        job_marker sensor ~task_id
        job_name sensor ~filename
        pause button ~pause_print
        resume button ~resume_print
        stop button ~stop_print
        light light ~second_light
        - sensor ~current_status =
        - sensor ~begin_time
        - image ~cover_image
    """,
    "dremel_3d_printer": """dremel_3d_printer; {unique}; {unique}_
        camera camera ~camera
        status sensor ~job_phase =
        pause button ~pause_job =
        resume button ~resume_job =
        stop button ~cancel_job =
        - binary_sensor ~running
        - sensor ~job_status =
        job_name sensor ~job_name =
    """,
    "anycubic_ha_integration": f"""anycubic_ha_integration; user-{{number}}; 3c8d{{number}}-; account
        {_ANYCUBIC.strip()}
        light light ~camera_light =
    """,
    "anycubic_cloud": f"""anycubic_cloud; user-{{number}}; 3c8d{{number}}-; account
        {_ANYCUBIC.strip()}
    """,
    "ha_creality_ws": """ha_creality_ws; {host}; {host}-
        camera camera ~camera
        status sensor ~print_status
        pause button ~pause_print
        resume button ~resume_print
        stop button ~stop_print
        light light ~light
        - off switch ~light
        - image ~current_print_preview
        - sensor ~current_object
    """,
    "creality_control": """creality_control; {host}; {host}_
        camera camera ~camera
        status sensor ~state
        job_marker sensor ~printId
        job_name sensor ~printFileName
        pause button ~PRINT_PAUSE
        stop button ~PRINT_STOP
        light switch ~switch_light
        - sensor ~deviceState
        - sensor ~feedState
    """,
    "creality_k1": """creality_k1; {entry_id}; {entry_id}_
        status sensor ~print_state_sensor
        light switch ~printer_light
        - sensor ~print_progress
    """,
    "creality2mqtt": """mqtt; creality_printer{number}; {identifier}_; account
        status binary_sensor ~printing
        light switch ~light
        - sensor ~printer_status
        - sensor ~print_progress
        - sensor ~camera_stream_url
        - binary_sensor ~light
    """,
    "flashforge_ghosttypes": """flashforge; {entry_id}; {entry_id}_
        camera camera ~camera =
        status sensor ~machine_status =
        pause button ~pause_print =
        resume button ~resume_print =
        stop button ~cancel_print =
        job_name sensor ~current_file =
        light switch ~led =
        - switch ~camera =
        - image ~thumbnail = current_file_thumbnail
        - binary_sensor ~is_printing =
    """,
    "flashforge_joseffallman": f"""flashforge; {{unique}}; {{unique}}_
        {_FLASHFORGE_OLD.strip()}
        - sensor ~print_status
    """,
    "flashforge_cestmoiroma": f"""flashforge; {{unique}}; {{unique}}_
        {_FLASHFORGE_OLD.strip()}
        - binary_sensor ~printing
        - binary_sensor ~paused
        - image ~thumbnail
    """,
    "flashforge_pcartwright81": """flashforge; {unique}; {unique}_
        camera camera ~camera
        status sensor ~status =
        pause button ~pause
        resume button ~resume
        stop button ~cancel
        job_name sensor ~file =
        light light ~light =
        - image ~thumbnail
        - switch ~camera_switch
        - switch ~led_switch
    """,
    "flashforge_adventurer5m": """flashforge_adventurer5m; {unique}; flashforge_{unique}_
        camera camera ~camera
        status sensor ~status
        pause button ~pause_print
        resume button ~resume_print
        stop button ~cancel_print
        - binary_sensor ~printing
        - binary_sensor ~bed_leveling_status
    """,
}

KNOWN_PRINTERS = {profile: _read(profile, text) for profile, text in _TEXTS.items()}

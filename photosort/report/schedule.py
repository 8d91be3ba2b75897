"""How to install a schedule."""

from photosort.plan.schedule import Schedule


def schedule(found: Schedule) -> str:
    """The lines for cron and the units for systemd, each with instructions."""
    folder = "~/.config/systemd/user"
    return "\n".join(
        (
            "# For cron: add this line with crontab -e",
            found.crontab,
            "",
            f"# For systemd: {folder}/photosort.service",
            found.service,
            f"# For systemd: {folder}/photosort.timer",
            found.timer,
            "# then: systemctl --user daemon-reload",
            "#       systemctl --user enable --now photosort.timer",
            "#       loginctl enable-linger      (to run without being logged in)",
        )
    )

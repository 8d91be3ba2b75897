"""Calls of commands for the tests of JSON Schemas, and the keys that other programs rely on."""

from typing import NamedTuple

from tests import walking
from tests.schemas import FAILED

COMMANDS = sorted(
    " ".join(path) for path, _ in walking.commands() if walking.has_option(path, "--json")
)
"""All commands that print JSON."""


class Case(NamedTuple):
    """A call, and which of the documents of its command it prints."""

    words: str
    title: str = ""

    @property
    def command(self) -> str:
        words = self.words.split()
        two = " ".join(words[:2])
        return two if two in COMMANDS else words[0]


CASES = (
    Case("index {photos}/broken.jpg"),
    Case("index {photos} --shift Nobody=+01:00"),
    Case("index {copied} --dry-run"),
    Case("index {photos} --shift Slow@2023-05=+00:01"),
    Case("index {folder}/samples/list.txt"),
    Case("show {photos}/film.mp4"),
    Case("show {photos}/red0.jpg --embeddings"),
    Case("show {photo} --exif", "with --exif"),
    Case("query --fields path,taken,city,labels.a", "with --fields"),
    Case("query country:Japan --count", "with --count"),
    Case("query country:Nowhere"),
    *(
        Case(f"query --group {field}", "with --group")
        for field in ("country", "person", "trip", "journey", "moment", "year", "label:a")
    ),
    Case("query --group camera --min size --max taken --sum size --average width",
         "with --group"),
    Case("query --min taken --max size --sum duration --average size",
         "with --min, --max, --sum or --average"),
    Case("query country:Nowhere --max size", "with --min, --max, --sum or --average"),
    Case("query --imm {folder}/samples/imm.json"),
    Case("query --imm {folder}/sums.json", "with --imm and aggregations"),
    Case("query country:Japan --save japan", "with --save"),
    Case("query --saved", "with --saved"),
    Case("query --forget japan", "with --forget"),
    Case("query nonsense:x", FAILED),
    Case("place set {photo} --country Japan --township Ginza", "place set and place unset"),
    Case("show {photo}"),
    Case("trips --levels country,city --members --tz +08:00"),
    Case("trips list --members"),
    Case("trips show {trips} --members"),
    Case("trips show {journeys} --members", "of a journey"),
    Case("journeys"),
    Case("journeys show {journeys} --members"),
    Case("people --members --attributes age,gender,mouth,smile"),
    Case("query has:faces"),
    Case("people show {person} --members"),
    Case("people list --all"),
    Case("people name {person} Same"),
    Case("people name {other} Same"),
    Case("people name --from {folder}/samples/names.csv", "with --from"),
    Case("people merge {person} {other}"),
    Case("people show {other}"),
    Case("people remove {face}"),
    Case("people strangers"),
    Case("people forget --attributes", "with --attributes alone"),
    Case("people find {photos}/blue1.jpg"),
    Case("people apply {folder}/samples/review.json"),
    Case("place -", "a line each with place -"),
    Case("place 35.01,135.76", "a line each with place -"),
    Case("place set {photo} 48.1,11.5", "place set and place unset"),
    Case("place unset {photo} {photos}/none.jpg", "place set and place unset"),
    Case("date set {photo} {photos}/none.jpg 2023-05-01"),
    Case("label {photo} {trips} a=b --remove c"),
    Case("label {photo} {photos}/none.jpg a=b"),
    Case("export --xmp {new}", "with --xmp"),
    Case("import {folder}/samples/export.json"),
    Case("organize {new} --by place,journey,person,date --mode copy"),
    Case("organize {new} --verify", "with --verify"),
    Case("organize {new} --by date --mode hardlink"),
    Case("organize {new} --undo"),
    Case("album {new} --year 2023 --with-originals symlink"),
    Case("run --to {new} --album {new}-album"),
    Case("run {photos} --to {photos} --skip index", FAILED),
    Case("run --to {new} --by @nothing"),
    Case("run --to {new} --skip index --dry-run"),
    Case("status"),
    Case("runs"),
    Case("forget --missing --dry-run"),
    Case("roots"),
    Case("roots move {photos} {copied} --dry-run"),
    Case("homes"),
)  # fmt: skip
"""Beyond each command as it is: other documents, and keys that only some calls print."""

UNSEEN = {
    "entry.made_ns",  # on file systems that round times
    "photo.mentions", "photo.mentions.person", "photo.mentions.name", "photo.mentions.area",
    "photo.mentions.source", "import.descriptions", "import.regions",
    "stranger.gender", "stranger.gender.value", "stranger.gender.confidence",  # it is a child's
}  # fmt: skip
"""Keys that a call here need not print."""


PROMISED = {
    "show": "path content_type size width height orientation taken location address address_basis"
    " camera duration labels pair sidecars faces trips journey missing error title caption keywords"
    " rating favorite in_flight taken.local taken.offset taken.utc taken.source taken.precision"
    " location.lat location.lon location.alt location.source camera.make camera.model"
    " address.country address.country_code address.province address.city address.district"
    " address.township face.id face.box face.score face.pose face.quality face.sharpness"
    " face.person face.confidence face.source face.pose.yaw face.pose.pitch face.pose.roll"
    " face.age face.age_group face.gender face.mouth face.smile",
    "index": "run roots found added changed moved unchanged missing failed seconds ignored linked"
    " failed.path failed.error",
    "place": "lat lon address address_basis timezone",
    "trips": "options created updated hidden unplaced undated trips options.gap_days"
    " options.min_days options.max_days options.levels options.tz trip.id trip.level trip.address"
    " trip.start trip.end trip.span_days trip.photo_days trip.photos trip.title trip.custom_id"
    " trip.labels trip.created trip.updated trip.home trip.members",
    "trips show": "trip.merged_into",
    "journeys": "homes journeys home.lat home.lon home.address home.from home.to journey.id"
    " journey.title journey.kind journey.start journey.end journey.nights journey.photos"
    " journey.distance_km journey.stops journey.stray journey.stops.address journey.stops.start"
    " journey.stops.end journey.stops.photos",
    "people": "engine photos faces unassigned created updated failed persons person.id person.name"
    " person.custom_id person.labels person.faces person.photos person.videos person.cover"
    " person.cover.path person.cover.box person.first_seen person.last_seen person.version"
    " person.created person.updated person.members person.members.path person.members.face"
    " person.members.box person.members.confidence person.members.source person.age"
    " person.age_group person.gender person.mouth person.smile",
    "moments": "moments moment.id moment.start moment.end moment.photos moment.members"
    " moment.center moment.center.lat moment.center.lon moment.groups moment.groups.person"
    " moment.groups.photos",
    "organize": "photosort_manifest created library mode by entries kept skipped library_id"
    " entry.path entry.source entry.view entry.id entry.size entry.sha256 kept.path kept.reason"
    " skipped.source skipped.reason",
    "status": "library files photos videos located dated faces persons trips missing roots"
    " journeys homes duplicates inferred settings next root.path root.phase root.state"
    " root.last_run",
    "runs": "run.command run.options run.start run.end run.outcome run.counts",
    "run": "run outcome code seconds steps",
    "query": "error.error problem.message problem.hint problem.code",
}
"""The keys that are documented for other programs, by command."""

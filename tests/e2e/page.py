#!/usr/bin/env python3
"""Check pages of a site for what every one of them must be.

usage: page.py PAGE.html...

Prints a line for every fault, and ends with status 1 if there was one.
"""

import os
import sys
from html.parser import HTMLParser
from urllib.parse import unquote

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
PHRASING_ONLY = {"p", "button", "h1", "h2", "h3", "h4", "h5", "h6", "a", "summary"}
BLOCKS = {"p", "div", "ul", "ol", "dl", "table", "figure", "pre", "section", "details", "h1", "h2", "h3"}


class Page(HTMLParser):
    def __init__(self, path):
        super().__init__()
        self.path, self.faults, self.stack = path, [], []
        self.ids, self.hrefs, self.refs, self.files = [], [], [], []
        self.count = {}
        self.figures = []  # for each open one: does it have a caption that is read
        self.svg_named = True
        with open(path, encoding="utf-8") as file:
            self.feed(file.read())
        self.close()
        self.finish()

    def fault(self, text):
        self.faults.append(f"{self.path}:{self.getpos()[0]}: {text}")

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.count[tag] = self.count.get(tag, 0) + 1
        if tag in BLOCKS and "svg" not in self.stack:
            for open_tag in self.stack:
                if open_tag in PHRASING_ONLY and not (open_tag == "a" and tag == "div"):
                    self.fault(f"<{tag}> inside <{open_tag}>")
        if "id" in attributes:
            self.ids.append(attributes["id"])
        for name in ("aria-describedby", "aria-labelledby", "popovertarget"):
            self.refs += (attributes.get(name) or "").split()
        if tag == "a" and "href" in attributes:
            self.hrefs.append(attributes["href"])
        if tag in ("link", "script", "img", "source", "iframe"):
            address = attributes.get("src") or attributes.get("href")
            if address:
                self.files.append((attributes.get("rel", ""), address))
        if tag == "html" and not attributes.get("lang"):
            self.fault("no language")
        if tag == "img" and attributes.get("alt") is None:
            self.fault("a picture without alternative text")
        if tag == "figure":
            self.figures.append(False)
        if tag == "figcaption":
            if attributes.get("aria-hidden"):
                self.fault("a caption that is hidden from screen readers")
            if self.figures:
                self.figures[-1] = True
        if tag == "svg" and (attributes.get("role") != "img" or not (
                attributes.get("aria-label") or attributes.get("aria-labelledby"))):
            self.fault("a drawing without role and name")
        if tag not in VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.stack or self.stack[-1] != tag:
            self.fault(f"</{tag}> closes <{self.stack[-1] if self.stack else ''}>")
            if tag in self.stack:
                while self.stack.pop() != tag:
                    pass
            return
        self.stack.pop()
        if tag == "figure" and not self.figures.pop():
            self.fault("a figure without caption")

    def finish(self):
        if self.stack:
            self.fault(f"not closed: {self.stack}")
        for name in sorted({i for i in self.ids if self.ids.count(i) > 1}):
            self.fault(f"the id '{name}' stands more than once")
        for tag in ("h1", "main", "title"):
            if self.count.get(tag) != 1 and not (tag == "title" and "svg" in self.count):
                self.fault(f"{self.count.get(tag, 0)} <{tag}> instead of one")
        for ref in self.refs:
            if ref not in self.ids:
                self.fault(f"no element has the id '{ref}'")
        for href in self.hrefs:
            if href.startswith("#") and unquote(href[1:]) not in self.ids:
                self.fault(f"no element for the link '{href}'")
            if href.startswith(("claim:", "value:")):
                self.fault(f"the address '{href}' is left")
        for rel, address in self.files:
            if "//" in address:
                self.fault(f"'{address}' leaves the site")
            elif rel not in ("prev", "next"):
                there = os.path.join(os.path.dirname(self.path), unquote(address))
                if not os.path.exists(there):
                    self.fault(f"there is no '{address}'")


faults = [fault for path in sys.argv[1:] for fault in Page(path).faults]
print("\n".join(faults))
sys.exit(1 if faults else 0)

#!/usr/bin/env python3
"""Print what a recipe of templates/ci does, as shell commands.

usage: recipe.py RECIPE.yml [JOB]: the variables, then the commands of the job

A command of several lines stays one.  What is not as GitHub or GitLab want it ends with a message.
"""

import shlex
import sys

import yaml


class Loader(yaml.SafeLoader):
    """Leave `on` the word that it is."""


Loader.add_constructor("tag:yaml.org,2002:bool", lambda loader, node: loader.construct_scalar(node))


def github(recipe, job):
    if not recipe["on"] or not recipe["jobs"][job]["runs-on"]:
        sys.exit("nothing says when or where it runs")
    steps = recipe["jobs"][job]["steps"]
    for step in steps:
        if ("run" in step) == ("uses" in step):
            sys.exit(f"a step either runs or uses something: {step}")
    return recipe["env"], [step["run"] for step in steps if "run" in step]


def gitlab(recipe, job):
    commands = recipe["default"]["before_script"] + recipe[job]["script"]
    return recipe["variables"], commands


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        recipe = yaml.load(file, Loader)
    job = sys.argv[2]
    variables, commands = (github if "jobs" in recipe else gitlab)(recipe, job)
    for name, value in variables.items():
        print(f"{name}={shlex.quote(value)}")
    for command in commands:
        if not isinstance(command, str):
            sys.exit(f"this is no command: {command}")
        print(command.rstrip())


main()

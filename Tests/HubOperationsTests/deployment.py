"""Holds compose/ against the compose specification and the container file's own grammar; prints what was found as JSON.

Usage: deployment.py COMPOSE_FOLDER
"""
import json
import os
import sys

import compose_spec
import dockerfile
import yaml

folder = sys.argv[1]
with open(os.path.join(folder, "compose.yaml")) as file:
    document = yaml.safe_load(file)
faults = []
# Merge keys are YAML's own and gone by now.
compose_spec.PyCompose.from_json(json.dumps(document)).validate()
for name, service in document["services"].items():
    image = service.get("image", "")
    if ":" not in image or image.endswith(":latest"):
        faults.append(f"{name}: the image {image} has no version")
    if service.get("privileged") or service.get("network_mode") == "host":
        faults.append(f"{name}: has the host's rights")
    for other in service.get("depends_on", {}):
        if other not in document["services"]:
            faults.append(f"{name}: waits for {other}, which there is not")
    for volume in service.get("volumes", []):
        source = volume.split(":")[0]
        if not source.startswith("."):
            if source not in document["volumes"]:
                faults.append(f"{name}: the volume {source} is not declared")
        elif not source.startswith("./tls") and not os.path.exists(os.path.join(folder, source)):
            faults.append(f"{name}: there is no {source}")
for path in ["grafana/provisioning/datasources/prometheus.yaml", "grafana/provisioning/dashboards/hub.yaml"]:
    with open(os.path.join(folder, path)) as file:
        if yaml.safe_load(file).get("apiVersion") != 1:
            faults.append(f"{path}: not a provisioning file")

stages = []
for command in dockerfile.parse_file(os.path.join(folder, "Containerfile")):
    if command.cmd == "FROM":
        stages.append({"image": command.value[0], "packages": [], "user": None})
        if ":" not in command.value[0] or command.value[0].endswith(":latest"):
            faults.append(f"line {command.start_line}: the image {command.value[0]} has no version")
    elif command.cmd == "ADD":
        faults.append(f"line {command.start_line}: COPY does what ADD does, and nothing more")
    elif command.cmd == "USER":
        stages[-1]["user"] = command.value[0]
    elif command.cmd == "RUN" and "apt-get install" in command.value[0]:
        text = command.value[0]
        if "--no-install-recommends" not in text or "rm -rf /var/lib/apt/lists/*" not in text:
            faults.append(f"line {command.start_line}: the packages' lists or recommendations stay")
        words = text.split("--no-install-recommends")[1].split("&&")[0].split()
        stages[-1]["packages"] = words
if stages[-1]["user"] in (None, "root", "0"):
    faults.append("the hub would run as root")
print(json.dumps({"faults": faults, "stages": stages}))

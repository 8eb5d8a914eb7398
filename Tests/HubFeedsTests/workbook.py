"""Reads a workbook from stdin with openpyxl and writes its sheets as JSON."""
import io
import json
import sys

import openpyxl

book = openpyxl.load_workbook(io.BytesIO(sys.stdin.buffer.read()))


def field(cell):
    if cell.value is None:
        return ""
    return f"number:{cell.value:g}" if isinstance(cell.value, (int, float)) else cell.value


sheets = {sheet.title: [[field(cell) for cell in row] for row in sheet.iter_rows()] for sheet in book}
formulas = sum(cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row)
json.dump({"sheets": sheets, "formulas": formulas}, sys.stdout)

"""Filters of the list of cases that somebody has saved."""

from typing import Annotated

from pydantic import Field

from models.wire.base import Line, Text, Wire

FilterName = Annotated[Line, Field(max_length=40)]


class FilterWanted(Wire):
    """`query`: as it stands in the address of the list, `view=mine&kind=difficulty`."""

    name: FilterName
    query: Annotated[Text, Field(max_length=1000)]


class FilterView(Wire):
    id: int
    name: str
    query: str = Field(description="of `GET /v1/cases`, and of the page of the list")

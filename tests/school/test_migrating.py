"""Operations of a migration that are done at once."""

import pytest
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState

from school.migrating import AtOnce

KEY = ("id", models.BigAutoField(primary_key=True))
PAGE = ("page", models.ForeignKey("school.page", models.CASCADE, related_name="+"))
BOOK = ("book", models.ForeignKey("school.book", models.CASCADE, related_name="+"))
BOTH = AtOnce([migrations.CreateModel("Book", [KEY, PAGE]), migrations.CreateModel("Page", [KEY, BOOK])])


def after(before: ProjectState) -> ProjectState:
    state = before.clone()
    BOTH.state_forwards("school", state)
    return state


def test_no_model_is_made_until_all_that_they_name_are_known() -> None:
    before = ProjectState()
    assert before.apps.get_models() == []
    state = after(before)
    assert "apps" not in vars(state)
    assert [model.__name__ for model in state.apps.get_models()] == ["Book", "Page"]


@pytest.mark.django_db
def test_tables_that_point_at_each_other_are_made_whole() -> None:
    with connection.schema_editor() as editor:
        BOTH.database_forwards("school", editor, ProjectState(), after(ProjectState()))
    with connection.cursor() as cursor:
        found = connection.introspection.get_relations(cursor, "school_book")
    assert {name: table for name, (_column, table) in found.items()} == {"page_id": "school_page"}


def test_a_plan_says_how_many_there_are() -> None:
    assert BOTH.describe() == "2 operations at once"

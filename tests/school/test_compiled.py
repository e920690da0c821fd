"""Queries whose SQL is made once still ask the database every time."""

import uuid

import pytest
from django.forms.models import model_to_dict
from pytest_django import DjangoAssertNumQueries

from accounts.enums import Role
from accounts.models import Profile, User
from catalog.models import Branch
from forms_intake.enums import Flag
from forms_intake.models import Submission
from school.compiled import Compiled, Insert
from tests import factories

pytestmark = pytest.mark.django_db


def test_each_call_sees_what_is_stored_by_then(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    codes = Compiled(lambda: Branch.objects.open().order_by("code").values_list("code"))
    first = factories.branch()
    with django_assert_num_queries(2):
        assert codes.rows() == [(first.code,)]
        assert codes.rows() == [(first.code,)]
    Branch.objects.filter(pk=first.pk).update(is_active=False)
    assert codes.rows() == []


def test_values_take_the_places_of_the_samples_and_nothing_else() -> None:
    named = Compiled(lambda: Branch.objects.filter(code="?", is_active=True).values_list("name"))
    branch = factories.branch()
    assert named.rows({"?": branch.code}) == [(branch.name,)]
    assert named.rows({"?": "' OR true --"}) == []
    assert named.rows() == []


def test_rows_serve_to_make_objects_that_load_the_rest_later() -> None:
    known = factories.branch()
    row = Compiled(lambda: Branch.objects.values_list("id", "code")).rows()[0]
    made = Branch.from_db("default", ["id", "code"], row)
    assert (made, made.name) == (known, known.name)


def test_objects_come_as_django_makes_them_with_what_is_related(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    whose = Compiled(lambda: User.objects.select_related("profile").filter(pk=-1))
    persons = [factories.user(), factories.user(Role.STAFF)]
    Profile.objects.update_or_create(user=persons[0], defaults={"bio": "Piano", "notices": ["assigned"]})
    Profile.objects.filter(user=persons[1]).delete()
    for person in persons:
        with django_assert_num_queries(1):
            (ours,) = whose.objects({-1: person.pk})
            profile = getattr(ours, "profile", None)
        theirs = User.objects.select_related("profile").get(pk=person.pk)
        assert model_to_dict(ours) == model_to_dict(theirs)
        assert profile == getattr(theirs, "profile", None)
        assert profile is None or model_to_dict(profile) == model_to_dict(theirs.profile)


def test_what_is_inserted_is_stored_as_django_would_store_it() -> None:
    given = factories.submission(flags=(Flag.LATE_NOTICE,), sensitive={"health": "asthma"}, payload={"days": [1, None]})
    columns = [
        field.attname for field in Submission._meta.concrete_fields if not (field.primary_key or field.generated)
    ]
    own = {"reference", "idempotency_key"}
    told = {name: getattr(given, name) for name in columns if name not in own}
    Submission.objects.all().delete()
    theirs, ours = (Submission(**told, reference=f"NP-261121-ZZZ{n}", idempotency_key=uuid.uuid4()) for n in range(2))
    theirs.save(force_insert=True)
    ((ours.pk,),) = Insert(Submission, "RETURNING id").store([ours])
    stored = [Submission._base_manager.get(pk=one.pk) for one in (theirs, ours)]
    assert [getattr(stored[0], name) for name in told] == [getattr(stored[1], name) for name in told]


def test_several_rows_are_one_question_and_none_is_none(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    insert = Insert(Branch, "RETURNING code")
    rows = [Branch(code=code, name=code) for code in ("one", "two")]
    with django_assert_num_queries(1):
        assert insert.store([]) == []
        assert insert.store(rows) == [("one",), ("two",)]


def test_an_ending_may_leave_out_what_is_there_already() -> None:
    known = factories.branch()
    assert Insert(Branch, "ON CONFLICT DO NOTHING").store([Branch(code=known.code, name="Another")]) == []
    assert Branch.objects.get().name == known.name

"""Django's groups as a copy of roles.yaml, for the page “Roles” and for programs that read them; we ask the file."""

from collections.abc import Iterable
from typing import Any

from django.apps import AppConfig, apps
from django.contrib.auth import get_permission_codename
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_migrate
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import rights
from accounts.enums import Role

ROLES = tuple(role for role in rights.WHO if role != rights.EVERYONE)


class RoleGroup(Group):
    """Gives the page “Roles” its place in the menu and its permission, `accounts.view_rolegroup`."""

    class Meta:
        proxy = True
        default_permissions = ("view",)
        verbose_name, verbose_name_plural = _("role"), _("roles")

    def __str__(self) -> str:
        return str(title(self.name))


def title(role: str) -> str | Promise:
    """The role's name in the reader's language."""
    if role == rights.GUEST:
        return _("Guest")
    return Role(role).label if role in Role.values else role


def connect() -> None:
    """Called once, when the apps are ready."""
    post_migrate.connect(_after_migrate, dispatch_uid="accounts.groups")


def sync() -> None:
    """Makes groups and permissions equal to the file, and removes what is not in it. Raises rights.Malformed."""
    with transaction.atomic():
        stored = _permissions(_wanted())
        Group.objects.exclude(name__in=ROLES).delete()
        Group.objects.bulk_create([Group(name=role) for role in ROLES], ignore_conflicts=True)
        groups = dict(Group.objects.values_list("name", "pk"))
        wanted = {
            (groups[role], stored[pair]) for role in ROLES for pair in rights.of_all()[role].models if pair in stored
        }
        _set_members(wanted)


def differences() -> list[str]:
    """What in the groups is not as in the file, a line each; empty when all is well."""
    held: dict[str, set[str]] = {name: set() for name in Group.objects.values_list("name", flat=True)}
    rows = Group.permissions.through.objects.values_list(
        "group__name", "permission__content_type__app_label", "permission__codename"
    )
    for name, app_label, codename in rows:
        held[name].add(f"{app_label}.{codename}")
    wanted: dict[str, frozenset[str]] = {role: rights.of_all()[role].permissions for role in ROLES}
    names = sorted({*held, *wanted})
    return [
        f"group {name}: {permission}"
        for name in names
        for permission in sorted(held.get(name, set()) ^ wanted.get(name, frozenset()))
    ]


def _after_migrate(app_config: AppConfig, **_options: Any) -> None:
    """Once, after the last app: permissions of all others exist by then."""
    if app_config == list(apps.get_app_configs())[-1]:
        sync()


def _wanted() -> set[tuple[str, str]]:
    return set().union(*(rights.of_all()[role].models for role in ROLES))


def _permissions(wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Makes the rows of our own actions, deletes those of actions that are gone; (label, action) → id."""
    types = {label: _type(label) for label, _ in wanted}
    names = {(label, action): f"{action}_{label.partition('.')[2]}" for label, action in wanted}
    rows = [
        Permission(content_type=types[label], codename=codename, name=f"Can {codename.replace('_', ' ')}")
        for (label, _), codename in names.items()
    ]
    Permission.objects.bulk_create(rows, ignore_conflicts=True)
    ours = {(types[label].pk, codename) for (label, _), codename in names.items()}
    stored = {(type_id, codename): pk for pk, type_id, codename in _stored()}
    stale = [pk for key, pk in stored.items() if key not in ours | _djangos()]
    Permission.objects.filter(pk__in=stale).delete()
    return {(label, action): stored[types[label].pk, codename] for (label, action), codename in names.items()}


def _stored() -> Iterable[tuple[int, int, str]]:
    return Permission.objects.values_list("pk", "content_type_id", "codename")


def _djangos() -> set[tuple[int, str]]:
    """What Django makes for each model, by itself or because the model says so."""
    found = ContentType.objects.get_for_models(*apps.get_models(), for_concrete_models=False)
    return {(kind.pk, codename) for model, kind in found.items() for codename in _codenames(model)}


def _codenames(model: type[Model]) -> Iterable[str]:
    options = model._meta
    yield from (get_permission_codename(action, options) for action in options.default_permissions)
    yield from (codename for codename, _ in options.permissions)


def _type(label: str) -> ContentType:
    return ContentType.objects.get_for_model(apps.get_model(label), for_concrete_model=False)


def _set_members(wanted: set[tuple[int, int]]) -> None:
    through = Group.permissions.through
    held = {
        (group, permission): pk for pk, group, permission in through.objects.values_list("pk", "group", "permission")
    }
    through.objects.filter(pk__in=[pk for pair, pk in held.items() if pair not in wanted]).delete()
    missing = [through(group_id=group, permission_id=permission) for group, permission in wanted - held.keys()]
    through.objects.bulk_create(missing, ignore_conflicts=True)

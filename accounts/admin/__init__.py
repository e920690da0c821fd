"""People in the admin site."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from accounts.admin.history import HistoryAdmin
from accounts.admin.invitations import InvitationAdmin
from accounts.admin.roles import RoleAdmin
from accounts.admin.users import UserAdmin

__all__ = ["HistoryAdmin", "InvitationAdmin", "RoleAdmin", "UserAdmin"]

# Second factors and sessions are nobody's business but their owner's; the rest is machinery nobody here works with.
admin.site.unregister([Group, Authenticator, UserSession, EmailAddress, SocialAccount, SocialApp, SocialToken])

admin.site.index_title = _("Administration")

"""What a person is told to do about a failed delivery: stored as a key, shown as a sentence in their language."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Hint(models.TextChoices):
    """Each says what is wrong in one clause and what to do in the next."""

    NO_DESTINATION = (
        "no_destination",
        _("No Lark destination takes this slip. Add one under Destinations; it is then sent by itself."),
    )
    POSSIBLE_SPAM = (
        "possible_spam",
        _("It looks like spam, so it was not sent to Lark. Choose “Not spam” to send it."),
    )
    CANCELLED = (
        "cancelled",
        _("Its sending was cancelled by a person, so Lark does not have this slip. Handle it here."),
    )
    ADDRESS = (
        "address",
        _(
            "Lark does not know this robot address. In the Lark group, copy the robot's webhook address, paste it into "
            "the destination and save; everything waiting is then sent by itself."
        ),
    )
    SIGNATURE = (
        "signature",
        _(
            "Lark refuses the signature. Copy the robot's signing secret into the destination and save, and check that "
            "the server's clock is right."
        ),
    )
    IP_LIST = (
        "ip_list",
        _("Lark refuses the server's address. Add it to the robot's IP list in Lark, then save the destination."),
    )
    KEYWORDS = (
        "keywords",
        _(
            "The robot only takes messages with certain keywords. Remove the keyword check in Lark, or add “phiếu” to "
            "it, then save the destination."
        ),
    )
    UNREADABLE = (
        "unreadable",
        _(
            "The stored address cannot be read, because the encryption key was changed. Paste address and secret into "
            "the destination again and save."
        ),
    )
    SWITCHED_OFF = (
        "switched_off",
        _("The destination is switched off. Switch it on again; everything waiting is then sent by itself."),
    )
    PAUSED = (
        "paused",
        _("The destination is paused. Resume it; everything waiting is then sent by itself."),
    )
    DIVERTED = (
        "diverted",
        _("This month's quota of the Lark app is used up, so the slip went to the fallback destination."),
    )
    ACCESS = (
        "access",
        _("Lark refuses access. Check the destination's settings and rights in Lark, then save the destination."),
    )
    TOKEN_REFUSED = (
        "token_refused",
        _("Lark refuses the app's access even right after signing in. Check in the Lark console that the app is on."),
    )
    APP_SECRET = (
        "app_secret",
        _(
            "Lark does not know this App ID with this App Secret. Copy both from the app's page “Credentials” in the "
            "Lark console into the Lark app here and save."
        ),
    )
    APP_OFF = (
        "app_off",
        _(
            "The app is not published or switched off. In the Lark console create a version, have it approved, and "
            "switch the app on; then choose “Test connection”."
        ),
    )
    APP_IP_LIST = (
        "app_ip_list",
        _("The app takes calls from certain addresses only. Add the server's address to its IP list in Lark."),
    )
    SCOPE = (
        "scope",
        _(
            "The app lacks a permission. In the Lark console open “Permissions & Scopes”, add it, and publish a new "
            "version; then choose “Test connection”."
        ),
    )
    PLATFORM = (
        "platform",
        _(
            "There is no such service at this address. Check whether the school uses Lark (larksuite.com) or Feishu "
            "(feishu.cn), and the server's setting LARK_BASE_URL."
        ),
    )
    BOT_OFF = (
        "bot_off",
        _("The app has no bot. In the Lark console switch on the feature “Bot” and publish a new version."),
    )
    BOT_OUTSIDE = (
        "bot_outside",
        _("The app's bot is not in the group. Open the group's settings in Lark, choose “Bots”, and add the app."),
    )
    BOT_SILENCED = (
        "bot_silenced",
        _("The group's settings do not let the bot write. Let the group's owner allow it, then save the destination."),
    )
    BOT_UNAVAILABLE = (
        "bot_unavailable",
        _("The app is not available to this person. Widen “Availability” in the Lark console and publish."),
    )
    EXTERNAL_GROUP = (
        "external_group",
        _(
            "The bot may not write in this group: it lacks the right, or people from outside are in it. Choose an "
            "internal group, or use the group's own robot (webhook)."
        ),
    )
    CHAT_UNKNOWN = (
        "chat_unknown",
        _("Lark does not know this group. Choose the group from the list in the destination again and save."),
    )
    CHAT_DISSOLVED = (
        "chat_dissolved",
        _("The group was dissolved. Choose another group in the destination and save; what waits goes there."),
    )
    RECEIVER_GONE = (
        "receiver_gone",
        _("This person has left, or has stopped the bot. Choose a group in the destination and save."),
    )
    ENCRYPTION_KEY = (
        "encryption_key",
        _("The company's own encryption key was deleted in Lark. Tell whoever manages Lark for the school."),
    )
    BASE_UNKNOWN = (
        "base_unknown",
        _("Lark does not find this Base or table. Paste the table's address into the destination again and save."),
    )
    BASE_RIGHTS = (
        "base_rights",
        _(
            "The app may not write into this Base. Open the Base, choose “…”, “More”, “Add document app”, and add it "
            "with the right to edit; then choose “Test connection”."
        ),
    )
    BASE_FULL = (
        "base_full",
        _("The table is full, or the Lark plan allows no more. Begin a new table, or upgrade the Lark plan."),
    )
    COLUMN = (
        "column",
        _(
            "A column was renamed or removed. In the destination open the columns, choose "
            "“Read the columns from Lark”, match them and store them."
        ),
    )
    ROW_GONE = (
        "row_gone",
        _("The row was deleted from the table. It is written anew."),
    )
    MAIL_SERVER = (
        "mail_server",
        _("The mail server cannot be used. Check the server's setting EMAIL_URL: name, port and encryption."),
    )
    MAIL_LOGIN = (
        "mail_login",
        _("The mail server refuses the password. Check user and password in the server's setting EMAIL_URL."),
    )
    MAIL_SENDER = (
        "mail_sender",
        _("The mail server refuses our own address. Check the server's setting DEFAULT_FROM_EMAIL."),
    )
    MAIL_ADDRESS = (
        "mail_address",
        _("This e-mail address takes no mail. Ask the sender for the right one by telephone."),
    )
    MAIL_REFUSED = (
        "mail_refused",
        _("The mail server refuses this e-mail. Tell the sender by telephone instead."),
    )
    MAIL_ENOUGH = (
        "mail_enough",
        _("This mailbox has had five copies within a day, so this one was not sent. News about the slip still go out."),
    )
    QUOTA = (
        "quota",
        _(
            "This month's Lark quota is used up. It goes on by itself next month; after an upgrade of the Lark plan, "
            "change “Calls a month” under Lark apps, and it goes on at once."
        ),
    )
    CONTENT = (
        "content",
        _("Lark refuses this content in every form. Handle the slip here, and tell whoever looks after this system."),
    )
    EXHAUSTED = (
        "exhausted",
        _("Lark could not be reached for three days. Check the connection, then choose “Send again”."),
    )


def sentence(key: str) -> str:
    """The sentence for a stored key, in the active language; empty for no hint."""
    return str(Hint(key).label) if key in Hint.values else ""

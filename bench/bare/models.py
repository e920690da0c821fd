"""A table as wide as the submissions', with a key and nothing else to keep in order; and the site's own products."""

from django.db import models


class Row(models.Model):
    """One form as it came."""

    objects: models.Manager["Row"] = models.Manager()

    key = models.UUIDField(unique=True)
    form_type = models.CharField(max_length=20)
    reference = models.CharField(max_length=14)
    schema_version = models.PositiveSmallIntegerField(default=1)
    policy_version = models.PositiveIntegerField(default=1)
    notice_version = models.PositiveSmallIntegerField(default=1)
    submitted_at = models.DateTimeField(auto_now_add=True)
    payload = models.JSONField()
    student_name = models.CharField(max_length=80)
    student_code = models.CharField(max_length=20, blank=True)
    contact_name = models.CharField(max_length=80)
    contact_phone = models.CharField(max_length=20)
    contact_email = models.EmailField(blank=True)
    branch = models.CharField(max_length=20)
    key_date = models.DateField()
    search_text = models.TextField()
    flags = models.JSONField(default=list)
    work_status = models.CharField(max_length=10, default="received")
    status_reason = models.TextField(blank=True)
    due_at = models.DateTimeField(null=True)
    lark_status = models.CharField(max_length=7, default="pending")
    lark_error = models.CharField(max_length=80, blank=True)
    lark_attempts = models.PositiveIntegerField(default=0)
    source = models.CharField(max_length=5, default="web")
    user_agent_class = models.CharField(max_length=9, default="browser")
    ip_hash = models.CharField(max_length=64, blank=True)
    locale = models.CharField(max_length=2, default="vi")

    def __str__(self) -> str:
        return self.reference


class Product(models.Model):
    """The site's own table, read past everything of the site."""

    objects: models.Manager["Product"] = models.Manager()

    sku = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    price = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=20)
    stock = models.PositiveIntegerField(null=True)
    status = models.CharField(max_length=10)
    updated_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = '"public"."catalog_product"'

    def __str__(self) -> str:
        return self.sku

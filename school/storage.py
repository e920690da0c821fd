"""Static files of production: compressed, with the content's hash in each name, ES module imports included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise is untyped
    """Whitenoise's storage, rewriting the imports of our native modules as well."""

    support_js_module_import_aggregation = True

"""Static files under names that carry their hash, our ES modules and what they import included: a browser keeps them for ever."""

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Also rewrites `import … from "./other.js"`, so that after an update no old module meets a new one."""

    support_js_module_import_aggregation = True
    max_post_process_passes = 20  # a name settles once all below it have: our imports go nine deep

    _patterns: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Reads imports in our modules alone: some of others' name files that do not ship."""
        super().__init__(*args, **kwargs)
        ours = "inspection/*.js"  # a star stands for folders, too
        self._patterns = {ours if name == "*.js" else name: found for name, found in self._patterns.items()}

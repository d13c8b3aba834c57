"""What every page of the shell shows."""
from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, object]:
    """."""
    return {}

"""Addresses of the helpdesk, and what its server runs."""

from django.core.wsgi import get_wsgi_application
from django.urls import include, path

application = get_wsgi_application()
urlpatterns = [path("", include("helpdesk.urls", namespace="helpdesk"))]

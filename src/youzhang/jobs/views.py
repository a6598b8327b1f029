"""The progress page: it survives leaving, and works without JavaScript by loading it again."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from youzhang.accounts.access import StaffRequest, staff
from youzhang.jobs import actions
from youzhang.jobs.queries import visible_jobs
from youzhang.jobs.registry import WORKS


@staff
@require_safe
def job_page(request: StaffRequest, job_id: UUID) -> HttpResponse:
    """How far a job is; the page asks for itself again until the job is over."""
    job = get_object_or_404(visible_jobs(request.viewer), pk=job_id)
    work = WORKS.get(job.name)
    return render(request, "jobs/job.html", {"job": job, "title": work.title if work else job.name})


@staff
@require_POST
def cancel_job(request: StaffRequest, job_id: UUID) -> HttpResponse:
    """End a job after the batch that it is doing."""
    actions.cancel(get_object_or_404(visible_jobs(request.viewer), pk=job_id))
    return redirect("jobs:job", job_id)

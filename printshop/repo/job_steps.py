"""What was done to jobs, by whom and when."""

from uuid import UUID

from sqlalchemy import Connection, insert, select

from printshop.domain.print_queue import JobStatus, JobStep
from printshop.repo.faults import translated
from printshop.repo.tables import job_steps as steps

_COLUMNS = [steps.c[name] for name in JobStep.model_fields]


class JobSteps:
    """The steps of jobs, which are only ever added to."""

    def __init__(self, connection: Connection, user_id: UUID) -> None:
        """Bind to a transaction; the database knows who stands beside the steps."""
        self._connection = connection
        self._user_id = user_id

    def add(
        self,
        job_id: UUID,
        from_status: JobStatus,
        to_status: JobStatus,
        *,
        request_id: UUID | None = None,
    ) -> None:
        """Note a step.

        Raises:
            DuplicateError: another transaction noted this request meanwhile.

        """
        with translated():
            self._connection.execute(
                insert(steps).values(
                    user_id=self._user_id,
                    job_id=job_id,
                    from_status=from_status,
                    to_status=to_status,
                    request_id=request_id,
                )
            )

    def of_request(self, request_id: UUID) -> JobStep | None:
        """The step that this request led to, if it was carried out."""
        query = select(*_COLUMNS).where(steps.c.request_id == request_id)
        row = self._connection.execute(query).mappings().one_or_none()
        return JobStep(**row) if row else None

    def of_job(self, job_id: UUID) -> tuple[JobStep, ...]:
        """All steps of a job, oldest first."""
        query = select(*_COLUMNS).where(steps.c.job_id == job_id).order_by(steps.c.id)
        return tuple(JobStep(**row) for row in self._connection.execute(query).mappings())

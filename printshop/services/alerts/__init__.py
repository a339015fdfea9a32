"""Alerts: what a shop should hear of, in the app and by mail, and which rule said so."""

from printshop.services.alerts.mailing import mail_alerts, send_test_mail, waiting_for_mail
from printshop.services.alerts.refreshing import Refreshed, refresh
from printshop.services.alerts.seeing import count_unseen, mark_seen, mark_unseen, unseen
from printshop.services.alerts.words import alert_text, label_of

__all__ = [
    "Refreshed",
    "alert_text",
    "count_unseen",
    "label_of",
    "mail_alerts",
    "mark_seen",
    "mark_unseen",
    "refresh",
    "send_test_mail",
    "unseen",
    "waiting_for_mail",
]

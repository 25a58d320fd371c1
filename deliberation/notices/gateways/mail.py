"""E-mail by SMTP: STARTTLS before anything is said, one recipient a mail, an id that stays at each try."""

import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP

from deliberation.clock import local
from deliberation.config import MailWay
from deliberation.notices.gateways import Delivery, Parcel, body_of
from deliberation.notices.rules import is_email
from deliberation.wording import tidy

PATIENCE_S = 10.0
NEVER = 500


class MailGateway:
    """Hands mails to the configured server."""

    name = "mail"
    leaves = True

    def __init__(self, way: MailWay, patience_s: float = PATIENCE_S) -> None:
        self.way, self.patience_s = way, patience_s

    def send(self, parcel: Parcel) -> Delivery:
        """Send one mail."""
        if not is_email(parcel.address):
            return Delivery(False, "bad_address", final=True)
        try:
            self._hand_over(letter_of(parcel, self.way.sender))
        except smtplib.SMTPRecipientsRefused as refusal:
            number = next(iter(refusal.recipients.values()))[0]
            return Delivery(False, "mail_refused", str(number), final=number >= NEVER)
        except smtplib.SMTPAuthenticationError as refusal:
            return Delivery(False, "mail_login", str(refusal.smtp_code))
        except smtplib.SMTPResponseException as refusal:
            number = refusal.smtp_code
            return Delivery(False, "mail_refused", str(number), final=number >= NEVER)
        except TimeoutError:
            return Delivery(False, "timeout")
        except ssl.SSLError:
            return Delivery(False, "certificate")
        except smtplib.SMTPNotSupportedError:
            return Delivery(False, "no_tls")
        except (OSError, smtplib.SMTPException):
            return Delivery(False, "unreachable")
        return Delivery(True, "ok")

    def _hand_over(self, letter: EmailMessage) -> None:
        way = self.way
        with _line(way, self.patience_s) as server:
            if way.security == "starttls":
                server.starttls(context=ssl.create_default_context())
            if way.user:
                server.login(way.user, way.password)
            server.send_message(letter)


def _line(way: MailWay, patience_s: float) -> smtplib.SMTP:
    name = way.sender.rpartition("@")[2]
    if way.security == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(way.host, way.port, name, timeout=patience_s, context=context)
    return smtplib.SMTP(way.host, way.port, name, timeout=patience_s)


def letter_of(parcel: Parcel, sender: str) -> EmailMessage:
    """The mail: plain text, a title of one line, no picture, nothing that reports its reading."""
    letter = EmailMessage(policy=SMTP.clone(max_line_length=900))
    letter["From"], letter["To"] = sender, parcel.address
    letter["Subject"] = tidy(parcel.title)
    letter["Date"] = local(parcel.written_at)
    letter["Message-ID"] = f"<{parcel.id.hex}@{sender.rpartition('@')[2]}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(body_of(parcel), cte="base64")
    return letter

"""E-mail through the mail server that the installation names. That it took a mail is all it says: "sent", never "delivered".

`ANBIAO_MAIL` is smtp://host:25, smtp+tls://name:password@host:587 (STARTTLS) or smtps://name:password@host:465. `Message-ID` is the same at
every try.
"""

import smtplib
import ssl
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from anbiao.kit.notices.channels.message import Answer, Message

SECONDS = 15
PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


@dataclass
class Mail:
    """One mail server, and who sends."""

    server: str = field(repr=False)
    sender: str

    def __post_init__(self) -> None:
        parts = urlsplit(self.server)
        if parts.scheme not in PORTS or not parts.hostname:
            raise ValueError("ANBIAO_MAIL begins with smtp://, smtp+tls:// or smtps:// and one host")
        Address(addr_spec=self.sender)  # raises ValueError for what is none

    def send(self, message: Message, address: str) -> Answer:
        """One mail of plain text. 4xx may succeed later, 5xx never will."""
        mail = EmailMessage()
        mail["Subject"] = " ".join(message.title.split())
        mail["From"], mail["To"] = self.sender, address
        mail["Message-ID"] = f"<{message.key}@{self.sender.partition('@')[2]}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(f"{message.text}\n\n{message.url}\n")
        try:
            with self._open() as smtp:
                smtp.send_message(mail)
        except smtplib.SMTPRecipientsRefused as refused:
            code, words = refused.recipients.get(address, (500, b""))
            return _refused(code, words)
        except smtplib.SMTPResponseException as refused:
            return _refused(refused.smtp_code, refused.smtp_error)
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            return Answer("later", words=f"{type(error).__name__}: {error}"[:300])
        return Answer("sent", words="250")

    def _open(self) -> smtplib.SMTP:
        parts = urlsplit(self.server)
        host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
        secure = ssl.create_default_context()
        if parts.scheme == "smtps":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=secure)
        else:
            smtp = smtplib.SMTP(host, port, timeout=SECONDS)
        if parts.scheme == "smtp+tls":
            smtp.starttls(context=secure)
        if parts.username:
            smtp.login(unquote(parts.username), unquote(parts.password or ""))
        return smtp

    def ask(self, receipt: str, address: str) -> Answer | None:
        """A mail server says nothing later."""
        return None


def _refused(code: int, words: bytes | str) -> Answer:
    said = words.decode(errors="replace") if isinstance(words, bytes) else words
    return Answer("later" if 400 <= code < 500 else "failed", words=f"{code} {said}"[:300])

"""The four reference books 四套工具书: made from the editions, opened as pages, printed, and written as PDF."""

from anbiao.standards.documents.books import BOOKS, Book, Chapter, Head, book
from anbiao.standards.documents.pdf import pdf

__all__ = ["BOOKS", "Book", "Chapter", "Head", "book", "pdf"]

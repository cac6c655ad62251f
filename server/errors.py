"""The one table from what went wrong to what the caller is told: {"code", "message", "errors"?}, never a trace."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import structlog
from flask import Flask, Response, jsonify, request
from flask_wtf.csrf import CSRFError  # type: ignore[import-untyped]  # ships no types
from sqlalchemy.exc import DataError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from werkzeug.exceptions import HTTPException

from .extensions import db

log = structlog.get_logger()

# code -> (HTTP status, what the person can do about it)
TABLE: dict[str, tuple[int, str]] = {
    "not_enrolled": (401, "เครื่องนี้ยังไม่ได้ลงทะเบียน หรือถูกยกเลิกแล้ว กรุณาขอรหัสลงทะเบียนจากเจ้าหน้าที่"),
    "not_signed_in": (401, "กรุณาเข้าสู่ระบบก่อน"),
    "sign_in_failed": (401, "อีเมลหรือรหัสผ่านไม่ถูกต้อง"),
    "already_signed_in": (400, "เข้าสู่ระบบอยู่แล้ว กรุณาออกจากระบบก่อนเปลี่ยนบัญชี"),
    "not_allowed": (403, "บัญชีนี้ไม่มีสิทธิ์ทำรายการนี้"),
    "csrf": (400, "หน้านี้เปิดค้างไว้นานเกินไป กรุณาโหลดหน้าใหม่แล้วลองอีกครั้ง"),
    "malformed_envelope": (400, "ข้อมูลที่ส่งมาอ่านไม่ได้ กรุณาปรับปรุงแอปแล้วลองใหม่"),
    "unsupported_version": (400, "แอปรุ่นนี้ไม่ตรงกับเซิร์ฟเวอร์ กรุณาปรับปรุงแอป"),
    "bad_encoding": (400, "ข้อมูลที่ส่งมาเสียหายระหว่างทาง กรุณาส่งใหม่"),
    "too_large": (413, "ข้อมูลที่ส่งมาใหญ่เกินกำหนด กรุณาแบ่งส่ง"),
    "code_unknown": (404, "รหัสลงทะเบียนไม่ถูกต้อง ใช้ไปแล้ว หรือหมดอายุ กรุณาขอรหัสใหม่"),
    "bad_key": (422, "กุญแจของเครื่องไม่ถูกต้อง กรุณาปรับปรุงแอปแล้วลองใหม่"),
    "unknown_account": (404, "ไม่พบบัญชีนี้ในสำนักงาน"),
    "link_unknown": (404, "ลิงก์นี้ไม่ถูกต้อง ขอลิงก์ใหม่จากผู้ดูแลระบบ"),
    "link_expired": (410, "ลิงก์นี้หมดอายุแล้ว ขอลิงก์ใหม่จากผู้ดูแลระบบ"),
    "link_used": (410, "ลิงก์นี้ใช้ไปแล้ว ขอลิงก์ใหม่จากผู้ดูแลระบบ"),
    "account_exists": (409, "มีบัญชีนี้อยู่แล้ว"),
    "invalid_input": (422, "ข้อมูลบางช่องไม่ถูกต้อง กรุณาตรวจสอบ"),
    "not_ready": (409, "ยังเผยแพร่ไม่ได้ กรุณาแก้รายการที่แจ้งก่อน"),
    "bad_endpoint": (422, "ที่อยู่รับแจ้งเตือนไม่ถูกต้อง กรุณาลองใหม่จากเบราว์เซอร์"),
    "unknown_push_host": (422, "บริการแจ้งเตือนของเบราว์เซอร์นี้ยังไม่รองรับ อ่านประกาศในหน้านี้ได้เสมอ"),
    "endpoint_taken": (409, "ที่อยู่รับแจ้งเตือนนี้มีเครื่องอื่นใช้อยู่ กรุณาเลิกแจ้งเตือนในเบราว์เซอร์แล้วลองใหม่"),
    "roster_empty": (422, "ไฟล์นี้ว่าง ไม่มีรายชื่อ กรุณาเลือกไฟล์อื่น"),
    "roster_no_rows": (422, "ไฟล์นี้มีแต่หัวตาราง ไม่มีรายชื่อ กรุณาเลือกไฟล์อื่น"),
    "roster_not_table": (422, "ไฟล์นี้ไม่ใช่ตารางรายชื่อ กรุณาบันทึกตารางเป็นไฟล์ .xlsx หรือ .csv แล้วเลือกใหม่"),
    "roster_old_excel": (422, "ไฟล์นี้เป็น Excel รุ่นเก่า (.xls) หรือมีรหัสผ่าน กรุณาเปิดแล้วบันทึกเป็น .xlsx ที่ไม่มีรหัสผ่าน"),
    "roster_encoding": (422, "อ่านตัวอักษรในไฟล์นี้ไม่ออก กรุณาบันทึกใหม่เป็น .xlsx หรือ CSV UTF-8 แล้วเลือกใหม่"),
    "roster_damaged": (422, "ไฟล์นี้เสียหาย อ่านไม่ได้ กรุณาเปิดแล้วบันทึกเป็นไฟล์ใหม่ แล้วเลือกใหม่"),
    "roster_unsafe": (422, "ไฟล์นี้มีสิ่งผิดปกติซ่อนอยู่ จึงไม่เปิด กรุณาคัดลอกเฉพาะตารางรายชื่อไปวางในไฟล์ใหม่"),
    "roster_too_wide": (422, "ตารางนี้มีเกิน 100 คอลัมน์ กรุณาลบคอลัมน์ที่ไม่ใช้ แล้วเลือกใหม่"),
    "roster_too_long": (422, "ตารางนี้มีเกิน 50,000 แถว กรุณาแบ่งเป็นหลายไฟล์"),
    "roster_gone": (404, "ไม่มีไฟล์ที่เตรียมไว้นี้แล้ว (นำเข้าไปแล้ว หรือเกิน 24 ชั่วโมง) กรุณาเลือกไฟล์ใหม่"),
    "roster_not_ready": (409, "ยังนำเข้าไม่ได้ กรุณาเลือกคอลัมน์ชื่อ และดูว่ามีคนที่จะนำเข้า"),
    "print_failed": (500, "ทำเอกสารนี้ไม่สำเร็จ ข้อมูลยังอยู่ครบ กรุณาแจ้งผู้ดูแลระบบ"),
    "minutes_adopted": (409, "รายงานการประชุมนี้รับรองแล้ว แก้ไขไม่ได้"),
    "minutes_not_ready": (409, "ยังรับรองรายงานการประชุมไม่ได้ กรุณาแก้รายการที่แจ้งก่อน"),
    "blob_type": (422, "ไฟล์นี้ไม่ใช่ภาพ JPEG, PNG หรือ WebP แม้ชื่อไฟล์จะเป็นภาพ กรุณาถ่ายหรือเลือกภาพใหม่"),
    "blob_damaged": (422, "ภาพนี้เสียหาย เปิดไม่ได้ กรุณาถ่ายหรือเลือกภาพใหม่"),
    "blob_pixels": (422, "ภาพนี้มีเกิน 40 ล้านจุด กรุณาย่อภาพแล้วเลือกใหม่"),
    "exif_left": (422, "ภาพนี้มีพิกัดที่ถ่ายติดมาด้วย จึงไม่รับ กรุณาเลือกภาพผ่านแอป ซึ่งจะลบพิกัดให้"),
    "blob_large": (413, "ภาพนี้ใหญ่เกินกำหนด กรุณาย่อภาพแล้วเลือกใหม่"),
    "blob_range": (400, "ส่วนของไฟล์ที่ส่งมาไม่ถูกต้อง กรุณาปรับปรุงแอปแล้วลองใหม่"),
    "blob_offset": (409, "ส่วนของไฟล์ที่ส่งมาไม่ต่อกับที่ได้รับแล้ว จะส่งต่อจากที่ได้รับ"),
    "blob_hash": (422, "ไฟล์ที่ส่งมาเสียหายระหว่างทาง กรุณาส่งใหม่"),
    "blob_forgotten": (410, "ไฟล์นี้ถูกลบตามสิทธิของเจ้าของข้อมูลแล้ว จึงไม่รับอีก"),
    "blob_quota": (429, "เครื่องนี้ส่งภาพครบจำนวนของวันนี้แล้ว ภาพยังอยู่ในเครื่อง จะส่งต่อพรุ่งนี้"),
    "blob_disk": (507, "ที่เก็บไฟล์ของสำนักงานใกล้เต็ม ภาพยังอยู่ในเครื่อง กรุณาแจ้งผู้ดูแลระบบ"),
    "bundle_unreadable": (422, "ไฟล์นี้ไม่ใช่ไฟล์ข้อมูลของประชาคม กรุณาเลือกไฟล์ใหม่"),
    "bundle_damaged": (422, "ไฟล์นี้เสียหายหรือมาไม่ครบ ข้อมูลยังอยู่ในเครื่องที่ส่ง กรุณาให้ส่งไฟล์ใหม่"),
    "bundle_elsewhere": (422, "ไฟล์นี้ปิดผนึกถึงสำนักงานอื่น เปิดที่นี่ไม่ได้ ข้อมูลยังอยู่ในเครื่องที่ส่ง"),
    "not_found": (404, "ไม่พบสิ่งที่ขอ"),
    "bad_request": (400, "คำขอไม่ถูกต้อง"),
    "wrong_method": (405, "ที่อยู่นี้ไม่รับคำขอแบบนี้"),
    "unsupported_media": (415, "ชนิดข้อมูลที่ส่งมาไม่รองรับ"),
    "too_many": (429, "ลองหลายครั้งเกินไป กรุณารอสักครู่แล้วลองใหม่"),
    "internal": (500, "ระบบขัดข้อง ข้อมูลที่บันทึกในเครื่องยังอยู่ครบ กรุณาลองใหม่ภายหลัง หากยังไม่ได้ให้แจ้งผู้ดูแลระบบ"),
    "unavailable": (503, "ระบบไม่พร้อมชั่วคราว ข้อมูลที่บันทึกในเครื่องยังอยู่ครบ กรุณาลองใหม่ภายหลัง"),
}
BY_STATUS = {
    400: "bad_request",
    401: "not_signed_in",
    403: "not_allowed",
    404: "not_found",
    405: "wrong_method",
    413: "too_large",
    415: "unsupported_media",
    422: "invalid_input",
    429: "too_many",
    503: "unavailable",
}

ErrorPage = Callable[[int, str, str], str]  # (status, code, message) -> HTML


class Refusal(Exception):
    """A request that is refused for a reason of ours; `code` is a key of TABLE."""

    def __init__(self, code: str, errors: Any = None) -> None:
        super().__init__(code)
        self.code = code
        self.errors = errors


def answer(code: str, *, status: int | None = None, errors: Any = None) -> Response:
    """The answer for `code`: HTML for a browser that asks for a page, JSON for all else."""
    standard, message = TABLE[code]
    page: ErrorPage | None = _error_page() if _wants_page() else None
    if page is not None:
        response = Response(page(status or standard, code, message), mimetype="text/html")
    else:
        body = {"code": code, "message": message}
        response = jsonify(body if errors is None else {**body, "errors": errors})
    response.status_code = status or standard
    return response


def _error_page() -> ErrorPage | None:
    from flask import current_app

    page: ErrorPage | None = current_app.extensions.get("error_page")
    return page


def _wants_page() -> bool:
    if request.path.startswith(("/api/", "/auth/", "/blobs/", "/sync")):
        return False
    best = request.accept_mimetypes.best_match(["application/json", "text/html"], default="application/json")
    return best == "text/html"


def _on_refusal(error: Refusal) -> Response:
    return answer(error.code, errors=error.errors)


def _on_csrf(_error: CSRFError) -> Response:
    return answer("csrf")


def _on_http(error: HTTPException) -> Response:
    """Keep what the exception's own answer says in its headers (Allow, Retry-After), replace its body."""
    own = error.get_response()
    if own.status_code < 400:
        return own  # type: ignore[return-value]  # a redirect raised as an exception passes through as it is
    code = BY_STATUS.get(own.status_code, "bad_request" if own.status_code < 500 else "internal")
    errors = getattr(error, "data", {}).get("messages") if own.status_code == 422 else None
    response = answer(code, status=own.status_code, errors=errors)
    for name, value in own.headers.items():
        if name.lower() not in ("content-type", "content-length"):
            response.headers[name] = value
    return response


def _on_away(error: Exception) -> Response:
    """The database is away, locked or full: nothing was kept, and the same may be sent again.

    The connection is given up, not rolled back: on one that was lost that would be an error in the middle of this one.
    """
    db.session().invalidate()
    log.error("database_away", error=type(error).__name__, endpoint=request.endpoint)
    response = answer("unavailable")
    response.headers["Retry-After"] = "5"
    return response


def _on_data(_error: DataError) -> Response:
    """A value that the database cannot hold or look for, such as a text with U+0000: nothing has that name."""
    db.session.rollback()
    return answer("not_found" if request.method in ("GET", "HEAD") else "invalid_input")


def _on_anything(error: Exception) -> Response:
    log.error("unhandled", error=type(error).__name__, endpoint=request.endpoint, exc_info=True)
    return answer("internal")


def register_errors(app: Flask) -> None:
    """Hook the table onto the app."""
    app.register_error_handler(Refusal, _on_refusal)
    app.register_error_handler(CSRFError, _on_csrf)
    app.register_error_handler(HTTPException, _on_http)
    for away in (OperationalError, InterfaceError, NoConnection):
        app.register_error_handler(away, _on_away)
    app.register_error_handler(DataError, _on_data)
    app.register_error_handler(Exception, _on_anything)

"""The 34 provinces and cities since 1 July 2025, when districts ended and an address became ward and province.

Source: resolution 202/2025/QH15 of the National Assembly (which they are) and decision 19/2025/QĐ-TTg (their codes).
Names of places are not translated.
"""

from collections.abc import Mapping

# The six cities first, then the provinces by name.
PROVINCES: Mapping[str, str] = {
    "79": "Thành phố Hồ Chí Minh",
    "01": "Hà Nội",
    "46": "Huế",
    "31": "Hải Phòng",
    "48": "Đà Nẵng",
    "92": "Cần Thơ",
    "91": "An Giang",
    "24": "Bắc Ninh",
    "96": "Cà Mau",
    "04": "Cao Bằng",
    "66": "Đắk Lắk",
    "11": "Điện Biên",
    "75": "Đồng Nai",
    "82": "Đồng Tháp",
    "52": "Gia Lai",
    "42": "Hà Tĩnh",
    "33": "Hưng Yên",
    "56": "Khánh Hoà",
    "12": "Lai Châu",
    "68": "Lâm Đồng",
    "20": "Lạng Sơn",
    "15": "Lào Cai",
    "40": "Nghệ An",
    "37": "Ninh Bình",
    "25": "Phú Thọ",
    "51": "Quảng Ngãi",
    "22": "Quảng Ninh",
    "44": "Quảng Trị",
    "14": "Sơn La",
    "80": "Tây Ninh",
    "19": "Thái Nguyên",
    "38": "Thanh Hoá",
    "08": "Tuyên Quang",
    "86": "Vĩnh Long",
}

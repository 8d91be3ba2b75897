"""Points where nearest towns and coarse maps go wrong. At least 95 % must be right.

Each line: what it is, latitude, longitude, country ("-": none), province by id ("" where it does
not matter). Known failures are listed by name below and must stay few.
"""

import pytest

from photosort.places.hybrid import HybridGeocoder

POINTS = """
Windsor, Ontario|42.3170|-83.0400|CA|CA.08
Detroit|42.3314|-83.0458|US|US.MI
Niagara Falls, Ontario|43.0896|-79.0849|CA|CA.08
Niagara Falls, New York|43.0945|-79.0567|US|US.NY
San Diego, San Ysidro|32.5520|-117.0430|US|US.CA
Tijuana, Zona Norte|32.5390|-117.0370|MX|MX.02
El Paso|31.7587|-106.4869|US|US.TX
Ciudad Juárez|31.7386|-106.4870|MX|MX.06
Laredo|27.5036|-99.5076|US|US.TX
Nuevo Laredo|27.4779|-99.5496|MX|MX.28
Point Roberts|48.9850|-123.0780|US|US.WA
Northwest Angle|49.3450|-95.0700|US|US.MN
Stanstead|45.0090|-72.0970|CA|CA.10
Derby Line|45.0050|-72.0990|US|US.VT
Lok Ma Chau|22.5157|114.0658|HK|HK
Sheung Shui|22.5010|114.1280|HK|HK
Futian, Shenzhen|22.5400|114.0600|CN|CN.30
Wan Chai|22.2800|114.1750|HK|HK
Macau, Senado Square|22.1935|113.5399|MO|MO
Macau, Coloane|22.1170|113.5530|MO|MO
Gongbei, Zhuhai|22.2210|113.5480|CN|CN.30
Taipei 101|25.0340|121.5645|TW|
Kinmen|24.4370|118.3190|TW|
Xiamen|24.4540|118.0810|CN|CN.07
Singapore, Woodlands|1.4360|103.7860|SG|SG
Johor Bahru|1.4610|103.7640|MY|MY.01
Singapore, Marina Bay|1.2834|103.8607|SG|SG
Batam|1.0456|104.0305|ID|
Vatican, St Peter's Square|41.9022|12.4570|VA|VA
Vatican, museums|41.9065|12.4536|VA|VA
Rome, Castel Sant'Angelo|41.9031|12.4663|IT|IT.07
Monaco, casino|43.7392|7.4277|MC|MC
Monaco, Fontvieille|43.7290|7.4150|MC|MC
Cap-d'Ail|43.7210|7.4010|FR|FR.93
Beausoleil|43.7440|7.4220|FR|FR.93
San Marino|43.9360|12.4470|SM|
Rimini|44.0600|12.5660|IT|IT.05
Vaduz|47.1410|9.5210|LI|
Buchs SG|47.1670|9.4780|CH|CH.SG
Feldkirch|47.2370|9.5980|AT|AT.08
Andorra la Vella|42.5063|1.5218|AD|
Llívia|42.4645|1.9810|ES|ES.56
Bourg-Madame|42.4330|1.9440|FR|
Baarle-Hertog|51.4425|4.9356|BE|BE.VLG
Baarle-Nassau|51.4475|4.9289|NL|NL.06
Büsingen|47.6970|8.6900|DE|DE.01
Schaffhausen|47.6970|8.6340|CH|CH.SH
Campione d'Italia|45.9690|8.9710|IT|IT.09
Lugano|46.0040|8.9510|CH|CH.TI
Jungholz|47.5740|10.4480|AT|AT.07
Mittelberg, Kleinwalsertal|47.3330|10.1600|AT|AT.08
Basel|47.5580|7.5880|CH|CH.BS
Saint-Louis|47.5900|7.5620|FR|FR.44
Weil am Rhein|47.5930|7.6110|DE|DE.01
Kehl|48.5730|7.8150|DE|DE.01
Strasbourg|48.5730|7.7520|FR|FR.44
Geneva|46.2040|6.1430|CH|CH.GE
Annemasse|46.1940|6.2370|FR|FR.84
Konstanz|47.6603|9.1758|DE|DE.01
Kreuzlingen|47.6450|9.1780|CH|CH.TG
Görlitz|51.1530|14.9900|DE|DE.13
Zgorzelec|51.1510|15.0100|PL|
Frankfurt (Oder)|52.3440|14.5500|DE|DE.11
Słubice|52.3510|14.5650|PL|
Gorizia|45.9410|13.6220|IT|IT.06
Nova Gorica|45.9560|13.6480|SI|
Haparanda|65.8350|24.1370|SE|SE.14
Tornio|65.8480|24.1460|FI|
Narva|59.3770|28.1900|EE|
Ivangorod|59.3740|28.2200|RU|RU.42
Valga|57.7770|26.0310|EE|
Valka|57.7720|26.0170|LV|
Kaliningrad|54.7100|20.5100|RU|RU.23
Nida|55.3050|21.0060|LT|
Gibraltar|36.1400|-5.3530|GI|GI
La Línea|36.1680|-5.3480|ES|ES.51
Ceuta|35.8890|-5.3160|ES|ES.CE
Fnideq|35.8480|-5.3570|MA|
Melilla|35.2920|-2.9380|ES|ES.ML
Tarifa|36.0140|-5.6060|ES|ES.51
Dover|51.1280|1.3090|GB|GB.ENG
Calais|50.9570|1.8510|FR|FR.32
Derry|54.9970|-7.3210|GB|GB.NIR
Newry|54.1750|-6.3400|GB|GB.NIR
Dundalk|54.0000|-6.4050|IE|
Douglas, Isle of Man|54.1510|-4.4820|IM|
Saint Helier|49.1840|-2.1070|JE|
Saint Peter Port|49.4550|-2.5370|GG|
Nicosia, south|35.1650|33.3600|CY|
Kyrenia|35.3400|33.3190|CY|
Istanbul, Kadıköy|40.9900|29.0290|TR|TR.34
Jerusalem, Knesset|31.7767|35.2053|IL|
Ramallah|31.9030|35.2040|PS|
Gaza|31.5010|34.4670|PS|
Eilat|29.5580|34.9520|IL|
Aqaba|29.5320|35.0060|JO|
Taba|29.4920|34.8960|EG|
Nahwa|25.2680|56.2660|AE|
Madha|25.2850|56.3300|OM|
Khasab|26.1800|56.2470|OM|
Manama|26.2280|50.5860|BH|
Sokh|39.9650|71.1300|UZ|
Vorukh|39.8500|70.5800|TJ|
Shohimardon|39.9830|71.8050|UZ|
Nakhchivan|39.2090|45.4120|AZ|
Simferopol|44.9520|34.1020|UA|UA.11
Sukhumi|43.0010|41.0230|GE|
Tiraspol|46.8400|29.6430|MD|
Pristina|42.6630|21.1650|XK|
North Mitrovica|42.8980|20.8650|XK|
Laayoune|27.1536|-13.2033|EH|
Dakhla|23.6850|-15.9580|EH|
Tarfaya|27.9390|-12.9260|MA|
Hargeisa|9.5600|44.0650|SO|
Srinagar|34.0837|74.7973|IN|
Muzaffarabad|34.3700|73.4710|PK|
Itanagar|27.0840|93.6050|IN|
Kinshasa|-4.3050|15.3000|CD|CD.06
Brazzaville|-4.2690|15.2710|CG|
Victoria Falls town|-17.9300|25.8300|ZW|
Livingstone|-17.8500|25.8540|ZM|
Kazungula, Botswana|-17.7990|25.2480|BW|
Cabinda|-5.5560|12.1950|AO|AO.03
Maseru|-29.3100|27.4800|LS|
Ladybrand|-29.1930|27.4590|ZA|ZA.03
Mbabane|-26.3260|31.1440|SZ|
Oecusse|-9.2020|124.3600|TL|
Kupang|-10.1720|123.6070|ID|
Temburong|4.7100|115.0800|BN|
Poipet|13.6570|102.5600|KH|
Aranyaprathet|13.6930|102.5010|TH|
Vientiane|17.9630|102.6140|LA|
Nong Khai|17.8780|102.7420|TH|
Dandong|40.1240|124.3860|CN|CN.19
Sinuiju|40.0980|124.4000|KP|
Panmunjom, Dorasan|37.8990|126.7100|KR|
Foz do Iguaçu|-25.5470|-54.5880|BR|BR.18
Puerto Iguazú|-25.5980|-54.5740|AR|AR.14
Ciudad del Este|-25.5090|-54.6110|PY|
Rivera|-30.9050|-55.5510|UY|
Santana do Livramento|-30.8900|-55.5330|BR|BR.23
Leticia|-4.2150|-69.9410|CO|
Tabatinga|-4.2340|-69.9440|BR|BR.04
Marigot|18.0680|-63.0820|MF|MF
Philipsburg|18.0260|-63.0460|SX|SX
Kralendijk|12.1500|-68.2670|BQ|BQ.BO
Pointe-à-Pitre|16.2410|-61.5330|GP|
Cayenne|4.9330|-52.3300|GF|
Saint-Denis, Réunion|-20.8820|55.4500|RE|
Guantánamo Bay|19.9060|-75.1500|CU|
Longyearbyen|78.2200|15.6400|SJ|SJ.21
Mariehamn|60.0970|19.9350|AX|
Tórshavn|62.0110|-6.7710|FO|
Little Diomede|65.7580|-168.9530|US|US.AK
Big Diomede|65.7800|-169.0600|RU|RU.15
Taveuni, at 180 degrees|-16.8200|-179.9900|FJ|
Easter Island|-27.1500|-109.4300|CL|CL.01
Tristan da Cunha|-37.0670|-12.3110|SH|
Malé|4.1750|73.5090|MV|
Funafuti|-8.5210|179.1980|TV|
Honolulu|21.3070|-157.8580|US|US.HI
Canberra|-35.2809|149.1300|AU|AU.01
Queanbeyan|-35.3540|149.2340|AU|AU.02
Washington, Capitol|38.8899|-77.0091|US|US.DC
Arlington|38.8800|-77.1070|US|US.VA
Hoboken|40.7440|-74.0320|US|US.NJ
Manhattan, Battery|40.7050|-74.0150|US|US.NY
Kansas City, Kansas|39.1140|-94.6270|US|US.KS
Kansas City, Missouri|39.0997|-94.5786|US|US.MO
Berlin, Alexanderplatz|52.5220|13.4130|DE|DE.16
Potsdam|52.4000|13.0590|DE|DE.11
Beijing|39.9040|116.4070|CN|CN.22
Langfang|39.5180|116.7000|CN|CN.10
Moscow, Kremlin|55.7520|37.6170|RU|RU.48
Addis Ababa|9.0200|38.7500|ET|ET.44
Everest base camp, Nepal|28.0040|86.8570|NP|
Mid Pacific|0.0000|-150.0000|-|
Mid Atlantic|30.0000|-40.0000|-|
Null Island|0.0000|0.0000|-|
Bay of Biscay|45.5000|-6.0000|-|
Indian Ocean|-20.0000|80.0000|-|
Southern Ocean|-60.0000|0.0000|-|
Arctic Ocean|88.0000|10.0000|-|
Channel, middle|50.2500|-2.0000|-|
South China Sea|13.0000|115.0000|-|
North Sea|56.0000|3.0000|-|
Bay of Bengal|15.0000|88.0000|-|
South Pole|-90.0000|0.0000|AQ|
"""

KNOWN_FAILURES = {
    "Nahwa": "an enclave in the enclave Madha: neither polygons nor time zones have it",
}

TABLE = [line.split("|") for line in POINTS.strip().splitlines()]


@pytest.fixture(scope="module")
def answers():
    places = HybridGeocoder().places([(float(row[1]), float(row[2])) for row in TABLE])
    return {row[0]: (row, place) for row, place in zip(TABLE, places, strict=True)}


def wrong(row, place):
    country = None if row[3] == "-" else row[3]
    return place.country_code != country or (row[4] and place.ids.get("province") != row[4])


def test_there_are_many_and_nearly_all_are_right(answers):
    failures = {name: place for name, (row, place) in answers.items() if wrong(row, place)}
    for name, place in failures.items():
        print(name, place.country_code, dict(place.ids), dict(place.levels))
    assert len(answers) == len(TABLE) >= 120
    assert set(failures) == set(KNOWN_FAILURES)
    assert len(failures) <= 0.05 * len(TABLE)


def test_the_open_sea_has_no_level_but_a_zone(answers):
    for row, place in answers.values():
        if row[3] == "-":
            assert place.levels == {} and place.ids == {} and place.basis == {}
            assert place.timezone

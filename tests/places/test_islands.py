"""Small islands, many of them beside the coast of another country or in no outline."""

from photosort.places.hybrid import HybridGeocoder

ISLANDS = """
Campobello|44.877|-66.95|CA
Campobello N|44.94|-66.93|CA
Deer Island|45.0|-66.96|CA
Grand Manan|44.70|-66.80|CA
Alhucemas|35.2131|-3.8899|ES
Chafarinas|35.1817|-2.4306|ES
Velez|35.1728|-4.3007|ES
Alboran|35.9378|-3.0347|ES
Farmakonisi|37.290|27.088|GR
Agathonisi|37.4625|26.9717|GR
Kastellorizo|36.1475|29.5886|GR
Strongyli|36.1097|29.6264|GR
Ro|36.155|29.51|GR
Oinousses|38.5167|26.2167|GR
Kalolimnos|37.05|27.09|GR
Pserimos|36.93|27.13|GR
Zmiinyi|45.2553|30.2044|UA
Sipadan|4.115|118.629|MY
Mabul|4.245|118.631|MY
Ligitan|4.163|118.886|MY
Pedra Branca|1.3304|104.4061|SG
Batam Belakang Padang|1.157|103.886|ID
Pulau Ubin|1.41|103.96|SG
Jerejak|5.316|100.315|MY
Langkawi Koh Lipe|6.489|99.303|TH
Tarutao|6.6|99.65|TH
Phu Quoc|10.22|103.96|VN
Koh Kong|11.33|103.0|KH
Tho Chu|9.30|103.47|VN
Lampedusa|35.508|12.593|IT
Linosa|35.862|12.872|IT
Pantelleria|36.79|11.99|IT
Pelagosa Palagruza|42.392|16.257|HR
Susak|44.514|14.29|HR
Jabuka|43.091|15.461|HR
Tremiti|42.12|15.50|IT
Rockall|57.596|-13.687|GB
Chausey|48.876|-1.824|FR
Ecrehous|49.289|-1.925|JE
Minquiers|48.97|-2.06|JE
Alderney|49.714|-2.205|GG
Sark|49.43|-2.36|GG
Herm|49.47|-2.45|GG
Lihou|49.46|-2.668|GG
Lundy|51.18|-4.67|GB
Rathlin|55.29|-6.19|GB
Inishtrahull|55.43|-7.235|IE
Isla Coronados|32.41|-117.25|MX
Isla Guadalupe|29.02|-118.28|MX
Point Roberts|48.985|-123.078|US
Saturna|48.79|-123.15|CA
Sucia|48.76|-122.91|US
Patos|48.789|-122.97|US
Stuart Island|48.68|-123.2|US
San Juan|48.53|-123.05|US
Pelee Island|41.77|-82.66|CA
Kelleys|41.60|-82.70|US
Wolfe Island|44.17|-76.37|CA
St. Pierre|46.78|-56.18|PM
Langlade|46.87|-56.35|PM
Miquelon|47.1|-56.38|PM
Isla Martin Garcia|-34.182|-58.25|AR
Diomede L|65.758|-168.95|US
Diomede B|65.78|-169.06|RU
Tsushima|34.2|129.29|JP
Ulleungdo|37.5|130.87|KR
Dokdo|37.241|131.866|KR
Jeju Udo|33.5|126.95|KR
Yonaguni|24.456|122.99|JP
Kinmen Lieyu|24.43|118.24|TW
Matsu Nangan|26.15|119.93|TW
Dongyin|26.366|120.49|TW
Wuqiu|24.99|119.45|TW
Dadan|24.387|118.166|TW
Bohai Baengnyeong|37.95|124.68|KR
Yeonpyeong|37.667|125.7|KR
Rousay Kunashir|44.1|145.85|RU
Rishiri|45.18|141.24|JP
Moneron|46.25|141.24|RU
Hanish|13.72|42.74|YE
Perim|12.66|43.41|YE
Socotra|12.5|53.8|YE
Abu Musa|25.88|55.03|IR
Tunb|26.26|55.3|IR
Hawar|25.65|50.77|BH
Failaka|29.43|48.33|KW
Bubiyan|29.78|48.2|KW
Gokceada|40.16|25.84|TR
Bozcaada|39.82|26.05|TR
Samothraki|40.45|25.59|GR
Bornholm|55.13|14.92|DK
Christianso|55.32|15.19|DK
Ruegen|54.4|13.4|DE
Oie Greifswalder|54.249|13.91|DE
Wolin|53.92|14.5|PL
Helgoland|54.18|7.89|DE
Neuwerk|53.917|8.495|DE
Borkum|53.59|6.66|DE
Rottumeroog|53.54|6.58|NL
Utö FI|59.78|21.37|FI
Gotska Sandön|58.37|19.25|SE
Ruhnu|57.78|23.24|EE
Hogland|60.05|26.98|RU
Sommers|60.21|27.64|RU
Ven|55.90|12.69|SE
Saltholm|55.63|12.77|DK
Anholt|56.70|11.56|DK
Hallands Väderö|56.44|12.56|SE
Tilos|36.43|27.37|GR
Glorioso|-11.55|47.33|TF
Europa|-22.35|40.36|TF
Juan de Nova|-17.05|42.72|TF
Mbudya TZ|-6.66|39.25|TZ
Mafia|-7.85|39.75|TZ
Pemba|-5.2|39.77|TZ
Mnemba|-5.82|39.38|TZ
Wasini KE|-4.66|39.37|KE
Ceuta|35.889|-5.316|ES
Tuvalu|-8.521|179.198|TV
Sabang|5.89|95.32|ID
Rondo|6.07|95.12|ID
Great Coco|14.1|93.37|MM
Landfall|13.65|93.02|IN
Narcondam|13.45|94.27|IN
Katchatheevu|9.383|79.52|LK
Delft|9.51|79.69|LK
Rameswaram|9.28|79.3|IN
Saint Martin BD|20.627|92.323|BD
Isla del Coco|5.53|-87.06|CR
San Andres|12.58|-81.7|CO
Corn Island|12.17|-83.05|NI
Swan Islands|17.41|-83.93|HN
Navassa|18.4|-75.01|UM
Sapodilla BZ|16.09|-88.27|BZ
Zapotillos Cayo|16.08|-88.26|BZ
Ambergris|17.92|-87.96|BZ
Xcalak|18.27|-87.83|MX
Los Monjes|12.36|-70.9|VE
Aves|15.67|-63.62|VE
Patos VE|10.638|-61.87|VE
Chacachacare TT|10.69|-61.75|TT
Klein Curacao|11.99|-68.64|CW
Sabu|-10.5|121.85|ID
Jaco TL|-8.42|127.32|TL
Atauro|-8.24|125.58|TL
Boigu AU|-9.26|142.22|AU
Saibai AU|-9.38|142.65|AU
Daru PG|-9.08|143.2|PG
Sandy Cay?|-10.0|142.2|AU
Ashmore|-12.25|123.05|AU
Balambangan MY|7.25|116.9|MY
Turtle Islands PH Taganak|6.083|118.32|PH
Selingan MY|6.175|118.06|MY
Mapun PH|6.98|118.5|PH
Sebatik MY|4.2|117.85|MY
Sebatik ID|4.1|117.75|ID
Labuan|5.3|115.23|MY
Pulau Weh|5.85|95.3|ID
Marion|-46.9|37.75|ZA
Pukapuka CK|-10.88|-165.85|CK
Hatutu|-7.92|-140.57|PF
"""

OPEN_SEA = [(43.3, 7.6), (50.25, -2.0), (56.0, 3.0), (30.0, -40.0), (13.0, 115.0)]
"""Some of them where zones reach farther than the sea that belongs to a country."""

BESIDE = [
    (44.9062, -66.99, "US"),
    (35.205, -3.915, "MA"),
    (37.03, 27.43, "TR"),
    (45.156, 29.655, "RO"),
]

KNOWN_FAILURES = {
    "Velez": "joined to Morocco by a beach; its zone is Casablanca's",
    "Ashmore": "its zone is that of the open sea",
}

TABLE = [line.split("|") for line in ISLANDS.strip().splitlines()]


def test_each_is_in_its_own_country():
    places = HybridGeocoder().places([(float(row[1]), float(row[2])) for row in TABLE])
    wrong = {
        row[0]: place.country_code
        for row, place in zip(TABLE, places, strict=True)
        if place.country_code != row[3]
    }
    assert len(TABLE) > 150 and wrong.keys() == KNOWN_FAILURES.keys(), wrong


def test_their_neighbours_and_the_open_sea_stay_what_they_are():
    geocoder = HybridGeocoder()
    places = geocoder.places([(lat, lon) for lat, lon, _ in BESIDE])
    assert [place.country_code for place in places] == [code for _, _, code in BESIDE]
    assert [place.country_code for place in geocoder.places(OPEN_SEA)] == [None] * len(OPEN_SEA)

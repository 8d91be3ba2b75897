"""What else countries are called: ISO 3166-1 alpha-3 codes and other English names."""

_CODES = """
    ADAND AEARE AFAFG AGATG AIAIA ALALB AMARM AOAGO AQATA ARARG ASASM ATAUT AUAUS AWABW AXALA
    AZAZE BABIH BBBRB BDBGD BEBEL BFBFA BGBGR BHBHR BIBDI BJBEN BLBLM BMBMU BNBRN BOBOL BQBES
    BRBRA BSBHS BTBTN BVBVT BWBWA BYBLR BZBLZ CACAN CCCCK CDCOD CFCAF CGCOG CHCHE CICIV CKCOK
    CLCHL CMCMR CNCHN COCOL CRCRI CUCUB CVCPV CWCUW CXCXR CYCYP CZCZE DEDEU DJDJI DKDNK DMDMA
    DODOM DZDZA ECECU EEEST EGEGY EHESH ERERI ESESP ETETH FIFIN FJFJI FKFLK FMFSM FOFRO FRFRA
    GAGAB GBGBR GDGRD GEGEO GFGUF GGGGY GHGHA GIGIB GLGRL GMGMB GNGIN GPGLP GQGNQ GRGRC GSSGS
    GTGTM GUGUM GWGNB GYGUY HKHKG HMHMD HNHND HRHRV HTHTI HUHUN IDIDN IEIRL ILISR IMIMN ININD
    IOIOT IQIRQ IRIRN ISISL ITITA JEJEY JMJAM JOJOR JPJPN KEKEN KGKGZ KHKHM KIKIR KMCOM KNKNA
    KPPRK KRKOR KWKWT KYCYM KZKAZ LALAO LBLBN LCLCA LILIE LKLKA LRLBR LSLSO LTLTU LULUX LVLVA
    LYLBY MAMAR MCMCO MDMDA MEMNE MFMAF MGMDG MHMHL MKMKD MLMLI MMMMR MNMNG MOMAC MPMNP MQMTQ
    MRMRT MSMSR MTMLT MUMUS MVMDV MWMWI MXMEX MYMYS MZMOZ NANAM NCNCL NENER NFNFK NGNGA NINIC
    NLNLD NONOR NPNPL NRNRU NUNIU NZNZL OMOMN PAPAN PEPER PFPYF PGPNG PHPHL PKPAK PLPOL PMSPM
    PNPCN PRPRI PSPSE PTPRT PWPLW PYPRY QAQAT REREU ROROU RSSRB RURUS RWRWA SASAU SBSLB SCSYC
    SDSDN SESWE SGSGP SHSHN SISVN SJSJM SKSVK SLSLE SMSMR SNSEN SOSOM SRSUR SSSSD STSTP SVSLV
    SXSXM SYSYR SZSWZ TCTCA TDTCD TFATF TGTGO THTHA TJTJK TKTKL TLTLS TMTKM TNTUN TOTON TRTUR
    TTTTO TVTUV TWTWN TZTZA UAUKR UGUGA UMUMI USUSA UYURY UZUZB VAVAT VCVCT VEVEN VGVGB VIVIR
    VNVNM VUVUT WFWLF WSWSM XKXKX YEYEM YTMYT ZAZAF ZMZMB ZWZWE
"""
ALPHA_3 = {word[2:]: word[:2] for word in _CODES.split()}
"""ISO 3166-1 alpha-2 code by alpha-3 code; XKX is what many use for Kosovo."""

OTHER_NAMES = {
    "America": "US", "Åland Islands": "AX", "Bonaire": "BQ", "Britain": "GB",
    "Brunei Darussalam": "BN", "Burma": "MM", "Cabo Verde": "CV", "Cocos (Keeling) Islands": "CC",
    "Congo": "CG", "Congo-Brazzaville": "CG", "Congo-Kinshasa": "CD", "Czech Republic": "CZ",
    "Democratic Republic of the Congo": "CD", "DRC": "CD", "Emirates": "AE", "FYROM": "MK",
    "Great Britain": "GB", "Holland": "NL", "Holy See": "VA", "Keeling Islands": "CC",
    "Korea": "KR", "Macau": "MO", "Macedonia": "MK", "Malvinas": "FK", "Pitcairn": "PN",
    "People's Republic of China": "CN", "PRC": "CN", "Republic of Ireland": "IE",
    "Republic of Korea": "KR", "Russian Federation": "RU", "Saint Martin (French part)": "MF",
    "Sint Maarten (Dutch part)": "SX", "St. Lucia": "LC", "St. Kitts and Nevis": "KN",
    "St. Vincent and the Grenadines": "VC", "St. Helena": "SH", "St. Barts": "BL",
    "Surinam": "SR", "Swaziland": "SZ", "Svalbard": "SJ", "The Bahamas": "BS", "The Gambia": "GM",
    "The Netherlands": "NL", "Timor-Leste": "TL", "Trinidad": "TT", "Türkiye": "TR", "UAE": "AE",
    "UK": "GB", "United States of America": "US", "U.S. Virgin Islands": "VI", "USA": "US",
    "Vatican": "VA", "Viet Nam": "VN", "Western Samoa": "WS",
}  # fmt: skip
"""ISO 3166-1 alpha-2 code by names that are in use beside those of `COUNTRY_NAMES`."""
